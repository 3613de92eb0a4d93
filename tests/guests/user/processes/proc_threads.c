// What /proc has of the process's threads is the program's only, by whatever way it is asked.
// build: -pthread
// only: static
// oracle: none
#include "user.h"
#include <dirent.h>
#include <pthread.h>
#include <sys/syscall.h>

enum { MOST = 64 };

static volatile uint64_t sum;

static void compute(void)
{
    for (uint64_t i = 0; i < 4000000; i++)
        sum += i * i;
}

static int list(int folder, int *numbers)
{
    int count = 0;
    NEED(folder >= 0);
    DIR *all = fdopendir(folder);
    NEED(all != NULL);
    for (struct dirent *entry; (entry = readdir(all)) != NULL && count < MOST;)
        if (entry->d_name[0] != '.')
            numbers[count++] = atoi(entry->d_name);
    closedir(all);
    return count;
}

static long number_in(int folder, const char *file, const char *label)
{
    static char text[1 << 14];
    int descriptor = openat(folder, file, O_RDONLY);
    NEED(descriptor >= 0);
    ssize_t length = read(descriptor, text, sizeof text - 1);
    close(descriptor);
    NEED(length > 0);
    text[length] = 0;
    char *place = strstr(text, label);
    NEED(place != NULL);
    return strtol(place + strlen(label), NULL, 10);
}

// The twentieth field; names have no brackets here.
static long threads_in_stat(int folder, const char *file)
{
    char text[2048];
    int descriptor = openat(folder, file, O_RDONLY), fields = 2;
    NEED(descriptor >= 0);
    ssize_t length = read(descriptor, text, sizeof text - 1);
    close(descriptor);
    NEED(length > 0);
    text[length] = 0;
    char *place = strrchr(text, ')');
    NEED(place != NULL);
    while (fields < 20 && (place = strchr(place + 1, ' ')) != NULL)
        fields++;
    NEED(place != NULL);
    return strtol(place, NULL, 10);
}

static void check(int expected, const int *ids)
{
    int numbers[MOST], own = open("/proc/self", O_RDONLY | O_DIRECTORY);
    char path[100];
    NEED(own >= 0);
    static const char *const files[] = { "/proc/self/%s", "/proc/thread-self/%s", "//proc/./self/%s" };
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, files[i], "status");
        NEED(number_in(AT_FDCWD, path, "Threads:") == expected);
        snprintf(path, sizeof path, files[i], "stat");
        NEED(threads_in_stat(AT_FDCWD, path) == expected);
    }
    NEED(number_in(own, "status", "Threads:") == expected);
    NEED(number_in(own, "./status", "Threads:") == expected);
    NEED(threads_in_stat(own, "stat") == expected);
    NEED(chdir("/proc/self") == 0);
    NEED(number_in(AT_FDCWD, "status", "Threads:") == expected);
    NEED(number_in(AT_FDCWD, "task/../status", "Threads:") >= 1);
    NEED(chdir("/proc") == 0);
    NEED(number_in(AT_FDCWD, "self/status", "Threads:") == expected);
    NEED(chdir("/") == 0);

    NEED(list(open("/proc/self/task", O_RDONLY | O_DIRECTORY), numbers) == expected);
    NEED(list(openat(own, "task", O_RDONLY | O_DIRECTORY), numbers) == expected);
    for (int i = 0; i < expected; i++) {
        bool known = false;
        for (int k = 0; k < expected; k++)
            known |= numbers[i] == ids[k];
        NEED(known);
        snprintf(path, sizeof path, "/proc/%d/task/%d/status", getpid(), numbers[i]);
        NEED(number_in(AT_FDCWD, path, "Threads:") == expected && number_in(AT_FDCWD, path, "\nPid:") == numbers[i]);
        NEED(number_in(own, strstr(path, "task"), "Threads:") == expected);
        snprintf(path, sizeof path, "/proc/%d/stat", numbers[i]);
        NEED(threads_in_stat(AT_FDCWD, path) == expected);
    }

    // No other number leads to a thread of this process.
    int found = 0;
    for (int id = getpid() - 200; id < getpid() + 200; id++) {
        struct stat status;
        snprintf(path, sizeof path, "/proc/self/task/%d", id);
        bool is_there = access(path, F_OK) == 0;
        found += is_there;
        NEED(is_there == (stat(path, &status) == 0));
        int descriptor = openat(own, path + strlen("/proc/self/"), O_PATH);
        NEED(is_there == (descriptor >= 0));
        close(descriptor);
        snprintf(path, sizeof path, "/proc/self/task/%d/comm", id);
        NEED(is_there == (access(path, F_OK) == 0));
    }
    NEED(found <= expected);
    close(own);
}

static pthread_barrier_t here, leave;
static int ids[MOST];

static void *stay(void *place)
{
    *(int *)place = (int)syscall(SYS_gettid);
    pthread_barrier_wait(&here);
    compute();
    pthread_barrier_wait(&leave);
    return NULL;
}

static void check_all(void)
{
    enum { OTHERS = 3 };
    pthread_t threads[OTHERS];
    ids[0] = getpid();
    compute();
    check(1, ids);
    pthread_barrier_init(&here, NULL, OTHERS + 1);
    pthread_barrier_init(&leave, NULL, OTHERS + 1);
    for (int i = 0; i < OTHERS; i++)
        NEED(pthread_create(&threads[i], NULL, stay, &ids[i + 1]) == 0);
    pthread_barrier_wait(&here);
    check(1 + OTHERS, ids);
    pthread_barrier_wait(&leave);
    for (int i = 0; i < OTHERS; i++)
        NEED(pthread_join(threads[i], NULL) == 0);
    for (int i = 0; i < 1000 && number_in(AT_FDCWD, "/proc/self/status", "Threads:") != 1; i++)
        usleep(1000);
    check(1, ids);
}

int main(void)
{
    check_all();
    pid_t child = fork();
    if (child == 0) {
        check_all();
        _exit(0);
    }
    int status;
    NEED(waitpid(child, &status, 0) == child && status == 0);
    return 0;
}
