// Runs an emulator and measures it while its guest runs bench/guest-io.c:
//
//   io-meter LOG COMMAND...
//
// Each word of COMMAND may hold @PORT@, the port of the TCP services below, and @FORWARD@, a free port that the emulator is
// to forward to the guest's port 7000. LOG takes the console. For each workload one line is printed:
//
//   NAME COUNT CPU-NANOSECONDS WALL-NANOSECONDS ERRORS KIB-RESIDENT-BEYOND-GUEST-RAM
//
// CPU time is that of all of the emulator's threads, user and system, from the guest's line before the load to that after it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { buffer_size = 256 * 1024 };

// As -m says in bench/io-common.sh.
static const unsigned long guest_memory = 512ul << 20, guest_slack = 4ul << 20;

static uint16_t forward_port;

static void fail(const char *what) {
    fprintf(stderr, "io-meter: %s: %s\n", what, strerror(errno));
    exit(1);
}

static size_t receive_all(int s, char *data, size_t length) {
    size_t got = 0;
    while (got < length) {
        ssize_t part = recv(s, data + got, length - got, 0);
        if (part <= 0) break;
        got += (size_t)part;
    }
    return got;
}

static int send_all(int s, const char *data, size_t length) {
    while (length > 0) {
        ssize_t sent = send(s, data, length, MSG_NOSIGNAL);
        if (sent <= 0) return -1;
        data += sent;
        length -= (size_t)sent;
    }
    return 0;
}

static void pour(int s, uint64_t bytes) {
    static char data[buffer_size];
    while (bytes > 0) {
        size_t part = bytes < buffer_size ? (size_t)bytes : buffer_size;
        if (send_all(s, data, part) != 0) return;
        bytes -= part;
    }
}

static void call_guest(uint64_t bytes) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(forward_port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(s, (struct sockaddr *)&address, sizeof address) == 0) pour(s, bytes);
    close(s);
}

// One connection of the guest: a letter, then what it asks for.
static void *answer(void *argument) {
    int s = (int)(intptr_t)argument;
    char what;
    uint64_t bytes = 0;
    char *data = malloc(buffer_size);
    if (receive_all(s, &what, 1) == 1) {
        if (what == 'G') {
            receive_all(s, data, 99);
            memset(data, 'g', 1024);
            send_all(s, data, 1024);
        } else if (receive_all(s, (char *)&bytes, 8) == 8) {
            ssize_t part;
            uint64_t got = 0;
            if (what == 'S') pour(s, bytes);
            if (what == 'F') call_guest(bytes);
            if (what == 'D') {
                while ((part = recv(s, data, buffer_size, 0)) > 0) got += (uint64_t)part;
                send_all(s, (char *)&got, 8);
            }
            if (what == 'E')
                while ((part = recv(s, data, 4096, 0)) > 0 && send_all(s, data, (size_t)part) == 0) continue;
        }
    }
    free(data);
    close(s);
    return NULL;
}

static void *take_connections(void *argument) {
    int listener = (int)(intptr_t)argument;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 * 1024);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    for (;;) {
        int s = accept(listener, NULL, NULL);
        pthread_t thread;
        if (s < 0 || pthread_create(&thread, &small, answer, (void *)(intptr_t)s) != 0) fail("a connection");
    }
    return NULL;
}

static uint16_t bind_free(int s) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(s, (struct sockaddr *)&address, sizeof address) != 0
        || getsockname(s, (struct sockaddr *)&address, &length) != 0)
        fail("a free port");
    return ntohs(address.sin_port);
}

static char *replace(const char *text, const char *from, uint16_t number) {
    char *result = malloc(strlen(text) + 1);
    strcpy(result, text);
    for (char *found; (found = strstr(result, from));) {
        char *longer;
        *found = 0;
        if (asprintf(&longer, "%s%u%s", result, number, found + strlen(from)) < 0) fail("memory");
        free(result);
        result = longer;
    }
    return result;
}

static uint64_t nanoseconds(clockid_t clock) {
    struct timespec time;
    if (clock_gettime(clock, &time) != 0) fail("a clock");
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// What is resident of the emulator, without the mapping of guest_memory bytes or a little more that is the guest's RAM.
static long resident_beyond_guest(pid_t process) {
    char path[64], line[512];
    long all = 0, part;
    unsigned long from, to;
    int is_guest = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps", process);
    FILE *maps = fopen(path, "r");
    while (maps && fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2 && strstr(line, "-p "))
            is_guest = to - from >= guest_memory && to - from < guest_memory + guest_slack;
        else if (sscanf(line, "Rss: %ld", &part) == 1 && !is_guest) all += part;
    }
    if (maps) fclose(maps);
    return all;
}

static void follow(FILE *console, FILE *log, pid_t process) {
    char line[4096], name[64];
    clockid_t cpu;
    uint64_t begun = 0;
    long count = 0;
    if (clock_getcpuclockid(process, &cpu) != 0) fail("the emulator's CPU clock");
    while (fgets(line, sizeof line, console)) {
        unsigned long long wall;
        long errors;
        if (sscanf(line, "IO-BEGIN %63s %ld", name, &count) == 2) begun = nanoseconds(cpu);
        if (sscanf(line, "IO-END %63s %llu %ld", name, &wall, &errors) == 3) {
            printf("%s %ld %llu %llu %ld %ld\n", name, count, (unsigned long long)(nanoseconds(cpu) - begun), wall, errors,
                resident_beyond_guest(process));
            fflush(stdout);
        }
        fputs(line, log);
        fflush(log);
    }
}

int main(int count, char **arguments) {
    if (count < 3) fail("usage: io-meter LOG COMMAND...");
    struct rlimit files = {8192, 8192};
    setrlimit(RLIMIT_NOFILE, &files);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), other = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    uint16_t port = bind_free(listener);
    forward_port = bind_free(other);
    close(other);
    if (listen(listener, 1024) != 0) fail("listen");
    for (int i = 2; i < count; i++)
        arguments[i] = replace(replace(arguments[i], "@PORT@", port), "@FORWARD@", forward_port);
    int ends[2];
    if (pipe(ends) != 0) fail("pipe");
    pid_t process = fork();
    if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        if (!freopen("/dev/null", "r", stdin)) fail("/dev/null");
        execvp(arguments[2], arguments + 2);
        fail(arguments[2]);
    }
    close(ends[1]);
    FILE *log = fopen(arguments[1], "w"), *console = fdopen(ends[0], "r");
    pthread_t thread;
    if (!log || !console || pthread_create(&thread, NULL, take_connections, (void *)(intptr_t)listener) != 0) fail(arguments[1]);
    follow(console, log, process);
    int status;
    waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
