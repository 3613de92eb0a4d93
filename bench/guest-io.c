// The load of bench/disk-io.sh and bench/net-io.sh, which runs in the guest: each argument is one workload. It prints a line
// before and after what is to be measured, between which the host takes the emulator's CPU time (bench/io-meter.c).
//
//   read:DEPTH:COUNT       random reads of 4 KiB past the guest's page cache, DEPTH of them at a time
//   sequential:COUNT       reads of 1 MiB, one after the other
//   commit:COUNT           a random write of 4 KiB and fdatasync
//   files                  writes numbered files into the disk's ext4 until the machine is ended; prints what was flushed
//   send:PORT:MIB          connects to the host and sends
//   fetch:PORT:MIB         connects to the host and receives
//   serve:PORT:MIB         listens on port 7000, asks the host to connect through a forwarded port, and receives
//   connect:PORT:COUNT     connects, sends 100 bytes, gets 1 KiB and closes, COUNT times
//   hold:PORT:NUMBER:SECS  NUMBER connections at once, each of which has 512 bytes echoed and compared every second
//   idle:SECS              does nothing
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { block = 4096, megabyte = 1 << 20, most_depth = 256, buffer_size = 256 * 1024, echo_size = 512 };

static const char *const disk = "/dev/vda";
static char *buffer;

static void fail(const char *what) {
    printf("IO-FAILED %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void rest(long milliseconds) {
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    while (nanosleep(&time, &time) != 0 && errno == EINTR) continue;
}

static void load_module(const char *name) {
    char path[64];
    snprintf(path, sizeof path, "/modules/%s.ko", name);
    int file = open(path, O_RDONLY);
    if (file < 0 || syscall(SYS_finit_module, file, "", 0) != 0) fail(path);
    close(file);
}

static void load_modules(void) {
    static const char *const names[] = {"virtio_blk", "failover", "net_failover", "virtio_net"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) load_module(names[i]);
}

static uint64_t begun;

// The rests let the host read the line before the load begins, and after it has ended.
static void begin(const char *name, long count) {
    printf("IO-BEGIN %s %ld\n", name, count);
    fflush(stdout);
    rest(100);
    begun = now();
}

static void end(const char *name, long errors) {
    uint64_t time = now() - begun;
    rest(20);
    printf("IO-END %s %llu %ld\n", name, (unsigned long long)time, errors);
    fflush(stdout);
}

// Translators work in the background for a while, at a cost that is none of an operation's.
enum { warm_milliseconds = 4000 };

static int is_warm(uint64_t since) {
    return now() - since > (uint64_t)warm_milliseconds * 1000000;
}

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t next_random(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static int open_disk(uint64_t *size) {
    int file = open(disk, O_RDWR | O_DIRECT);
    if (file < 0) fail(disk);
    *size = (uint64_t)lseek(file, 0, SEEK_END);
    return file;
}

static void read_one_by_one(int file, uint64_t size, long depth, long count) {
    (void)depth;
    while (count-- > 0)
        if (pread(file, buffer, block, (off_t)(next_random() % (size / block) * block)) != block) fail("pread");
}

static void read_many(int file, uint64_t size, long depth, long count) {
    static struct iocb requests[most_depth];
    struct iocb *list[most_depth];
    struct io_event events[most_depth];
    aio_context_t context = 0;
    if (syscall(SYS_io_setup, depth, &context) != 0) fail("io_setup");
    long ready = 0, issued = 0, done = 0;
    for (long i = 0; i < depth; i++) {
        requests[i].aio_lio_opcode = IOCB_CMD_PREAD;
        requests[i].aio_fildes = (uint32_t)file;
        requests[i].aio_buf = (uintptr_t)(buffer + i * block);
        requests[i].aio_nbytes = block;
        list[ready++] = &requests[i];
    }
    while (done < count) {
        long batch = ready < count - issued ? ready : count - issued;
        for (long i = 0; i < batch; i++) list[i]->aio_offset = (int64_t)(next_random() % (size / block) * block);
        if (batch > 0 && syscall(SYS_io_submit, context, batch, list) != batch) fail("io_submit");
        issued += batch;
        ready = 0;
        long found = syscall(SYS_io_getevents, context, 1, depth, events, NULL);
        if (found < 1) fail("io_getevents");
        for (long i = 0; i < found; i++) {
            if (events[i].res != block) fail("an asynchronous read");
            list[ready++] = (struct iocb *)(uintptr_t)events[i].obj;
        }
        done += found;
    }
    syscall(SYS_io_destroy, context);
}

static void run_read(long depth, long count) {
    uint64_t size;
    int file = open_disk(&size);
    char name[32];
    if (depth < 1 || depth > most_depth) fail("the depth");
    snprintf(name, sizeof name, "read-%ld", depth);
    void (*run)(int, uint64_t, long, long) = depth == 1 ? read_one_by_one : read_many;
    for (uint64_t start = now(); !is_warm(start);) run(file, size, depth, count / 16);
    begin(name, count);
    run(file, size, depth, count);
    end(name, 0);
    close(file);
}

static void read_megabyte(int file, uint64_t offset) {
    if (pread(file, buffer, megabyte, (off_t)offset) != megabyte) fail("pread");
}

static void run_sequential(long count) {
    uint64_t size;
    int file = open_disk(&size);
    for (uint64_t start = now(), i = 0; !is_warm(start); i++) read_megabyte(file, i * megabyte % size);
    begin("sequential", count);
    for (long i = 0; i < count; i++) read_megabyte(file, (uint64_t)i * megabyte % size);
    end("sequential", 0);
    close(file);
}

static void commit_block(int file, uint64_t size) {
    if (pwrite(file, buffer, block, (off_t)(next_random() % (size / block) * block)) != block || fdatasync(file) != 0)
        fail("a write");
}

static void run_commit(long count) {
    uint64_t size;
    int file = open_disk(&size);
    memset(buffer, 0x5a, block);
    for (uint64_t start = now(); !is_warm(start);) commit_block(file, size);
    begin("commit", count);
    for (long i = 0; i < count; i++) commit_block(file, size);
    end("commit", 0);
    close(file);
}

// File n modulo 64 holds the number n in each of its words; it takes the place of the one before in one step.
static void write_file(uint64_t number) {
    char path[64], final[64];
    snprintf(path, sizeof path, "/disk/new");
    snprintf(final, sizeof final, "/disk/file-%02u", (unsigned)(number % 64));
    size_t size = block * (1 + next_random() % 64);
    for (size_t i = 0; i < size / 8; i++) ((uint64_t *)buffer)[i] = number;
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0 || write(file, buffer, size) != (ssize_t)size || fsync(file) != 0 || close(file) != 0
        || rename(path, final) != 0)
        fail(path);
}

static void run_files(void) {
    static const char *const names[] = {"crc16", "crc32c_generic", "libcrc32c", "mbcache", "jbd2", "ext4"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) load_module(names[i]);
    mkdir("/disk", 0755);
    if (mount(disk, "/disk", "ext4", 0, "") != 0) fail("mount");
    int directory = open("/disk", O_RDONLY);
    for (uint64_t number = 1;; number++) {
        write_file(number);
        if (number % 4 != 0) continue;
        if (fsync(directory) != 0) fail("fsync");
        printf("IO-FLUSHED %llu\n", (unsigned long long)number);
        fflush(stdout);
    }
}

static int dial(long port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(0x0a000202);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s < 0) fail("socket");
    if (connect(s, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    return s;
}

static void send_all(int s, const char *data, size_t length) {
    while (length > 0) {
        ssize_t sent = send(s, data, length, MSG_NOSIGNAL);
        if (sent <= 0) fail("send");
        data += sent;
        length -= (size_t)sent;
    }
}

static size_t receive_all(int s, char *data, size_t length) {
    size_t got = 0;
    while (got < length) {
        ssize_t part = recv(s, data + got, length - got, 0);
        if (part < 0) fail("recv");
        if (part == 0) break;
        got += (size_t)part;
    }
    return got;
}

static void ask(int s, char what, uint64_t bytes) {
    char request[9] = {what};
    memcpy(request + 1, &bytes, 8);
    send_all(s, request, sizeof request);
}

static void send_megabytes(long port, long count) {
    int s = dial(port);
    ask(s, 'D', 0);
    for (long left = count * (megabyte / buffer_size); left > 0; left--) send_all(s, buffer, buffer_size);
    shutdown(s, SHUT_WR);
    uint64_t got = 0;
    if (receive_all(s, (char *)&got, 8) != 8 || got != (uint64_t)count * megabyte) fail("the host has another count");
    close(s);
}

static void fetch_from(int s, long count) {
    uint64_t got = 0;
    ssize_t part;
    while ((part = recv(s, buffer, buffer_size, 0)) > 0) got += (uint64_t)part;
    if (part < 0 || got != (uint64_t)count * megabyte) fail("bytes are missing");
    close(s);
}

static void fetch_megabytes(long port, long count) {
    int s = dial(port);
    ask(s, 'S', (uint64_t)count * megabyte);
    fetch_from(s, count);
}

static void serve_megabytes(int listener, long port, long count) {
    int control = dial(port);
    ask(control, 'F', (uint64_t)count * megabyte);
    int s = accept(listener, NULL, NULL);
    if (s < 0) fail("accept");
    fetch_from(s, count);
    close(control);
}

static int listen_on(uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 64) != 0)
        fail("listen");
    return listener;
}

static void connect_once(long port) {
    char request[100] = {'G'};
    char answer[1024];
    int s = dial(port);
    send_all(s, request, sizeof request);
    if (receive_all(s, answer, sizeof answer) != sizeof answer) fail("an answer is too short");
    close(s);
}

static void transfer(const char *name, int listener, long port, long count) {
    if (listener >= 0) serve_megabytes(listener, port, count);
    else if (strcmp(name, "send") == 0) send_megabytes(port, count);
    else if (strcmp(name, "fetch") == 0) fetch_megabytes(port, count);
    else
        for (long i = 0; i < count; i++) connect_once(port);
}

static void run_net(const char *name, long port, long count) {
    int listener = strcmp(name, "serve") == 0 ? listen_on(7000) : -1;
    for (uint64_t start = now(); !is_warm(start);) transfer(name, listener, port, count / 16 + 1);
    begin(name, count);
    transfer(name, listener, port, count);
    end(name, 0);
    if (listener >= 0) close(listener);
}

// A round sends a number on every connection and then takes the echoes; what is lost shows as a short or another answer.
static void run_hold(long port, long number, long seconds) {
    int *sockets = calloc((size_t)number, sizeof *sockets);
    uint64_t data[echo_size / 8], echo[echo_size / 8];
    struct rlimit files = {(rlim_t)number + 64, (rlim_t)number + 64};
    if (!sockets || setrlimit(RLIMIT_NOFILE, &files) != 0) fail("room for the connections");
    for (long i = 0; i < number; i++) {
        sockets[i] = dial(port);
        struct timeval limit = {60, 0};
        setsockopt(sockets[i], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ask(sockets[i], 'E', 0);
    }
    begin("hold", number * seconds);
    long errors = 0;
    for (uint64_t round = 0; now() - begun < (uint64_t)seconds * 1000000000u; round++) {
        for (long i = 0; i < number; i++) {
            for (int word = 0; word < echo_size / 8; word++) data[word] = round * 1000003 + (uint64_t)(i * 64 + word);
            if (send(sockets[i], data, sizeof data, MSG_NOSIGNAL) != sizeof data) errors++;
        }
        for (long i = 0; i < number; i++) {
            size_t got = 0;
            while (got < sizeof echo) {
                ssize_t part = recv(sockets[i], (char *)echo + got, sizeof echo - got, 0);
                if (part <= 0) break;
                got += (size_t)part;
            }
            if (got != sizeof echo || echo[0] != round * 1000003 + (uint64_t)(i * 64)
                || echo[63] != round * 1000003 + (uint64_t)(i * 64 + 63))
                errors++;
        }
        uint64_t next = begun + (round + 1) * 1000000000u;
        uint64_t time = now();
        if (next > time) rest((long)((next - time) / 1000000));
    }
    end("hold", errors);
    for (long i = 0; i < number; i++) close(sockets[i]);
    free(sockets);
}

static void set_up_network(void) {
    struct ifreq request = {.ifr_name = "eth0"};
    struct sockaddr_in *address = (struct sockaddr_in *)&request.ifr_addr;
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    if (ioctl(s, SIOCGIFFLAGS, &request) != 0) return;
    *address = (struct sockaddr_in){.sin_family = AF_INET};
    address->sin_addr.s_addr = htonl(0x0a00020f);
    if (ioctl(s, SIOCSIFADDR, &request) != 0) fail("eth0's address");
    address->sin_addr.s_addr = htonl(0xffffff00);
    if (ioctl(s, SIOCSIFNETMASK, &request) != 0) fail("eth0's mask");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (ioctl(s, SIOCSIFFLAGS, &request) != 0) fail("eth0");
    close(s);
    rest(1000);
}

int main(int count, char **arguments) {
    load_modules();
    set_up_network();
    if (posix_memalign((void **)&buffer, 2 * megabyte, 2 * megabyte) != 0) fail("memory");
    memset(buffer, 'x', 2 * megabyte);
    for (int i = 1; i < count; i++) {
        long numbers[3] = {0};
        char *name = strtok(arguments[i], ":");
        for (int n = 0; n < 3; n++) {
            char *text = strtok(NULL, ":");
            if (text) numbers[n] = strtol(text, NULL, 10);
        }
        if (strcmp(name, "read") == 0) run_read(numbers[0], numbers[1]);
        else if (strcmp(name, "sequential") == 0) run_sequential(numbers[0]);
        else if (strcmp(name, "commit") == 0) run_commit(numbers[0]);
        else if (strcmp(name, "files") == 0) run_files();
        else if (strcmp(name, "hold") == 0) run_hold(numbers[0], numbers[1], numbers[2]);
        else if (strcmp(name, "idle") == 0) {
            rest(5000);
            begin(name, numbers[0]);
            rest(numbers[0] * 1000);
            end(name, 0);
        } else if (strcmp(name, "send") == 0 || strcmp(name, "fetch") == 0 || strcmp(name, "serve") == 0
            || strcmp(name, "connect") == 0)
            run_net(name, numbers[0], numbers[1]);
        else fail(name);
    }
    return 0;
}
