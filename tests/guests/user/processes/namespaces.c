// A program with one thread may change namespaces, and share less, whatever threads the emulator has.
// build: -pthread
// only: static
// oracle: none
#include "user.h"
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>

// A child that fails has said why.
#define PASSES(...) \
    do { \
        pid_t child_ = fork(); \
        if (child_ == 0) { \
            __VA_ARGS__; \
            _exit(0); \
        } \
        int status_; \
        NEED(waitpid(child_, &status_, 0) == child_ && status_ == 0); \
    } while (0)
#define OK(call) NEED((call) >= 0)
#define FAILS(call, error) NEED((call) == -1 && errno == error)

static volatile uint64_t sum;
static int mark;

// Long enough for the emulator to want threads of its own.
static void compute(void)
{
    for (uint64_t i = 0; i < 4000000; i++)
        sum += i * i;
}

static void *answer(void *argument)
{
    return argument;
}

static void use_thread(void)
{
    pthread_t thread;
    void *result;
    NEED(pthread_create(&thread, NULL, answer, &mark) == 0);
    NEED(pthread_join(thread, &result) == 0 && result == &mark);
}

static void put(const char *file, const char *text)
{
    int descriptor = open(file, O_WRONLY);
    NEED(descriptor >= 0 && write(descriptor, text, strlen(text)) == (ssize_t)strlen(text));
    close(descriptor);
}

static int threads_shown(void)
{
    char line[200];
    int count = -1;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        sscanf(line, "Threads: %d", &count);
    if (status)
        fclose(status);
    return count;
}

static void share_less(void)
{
    compute();
    OK(unshare(CLONE_THREAD));
    OK(unshare(CLONE_SIGHAND));
    OK(unshare(CLONE_VM));
    OK(unshare(CLONE_FS | CLONE_FILES | CLONE_SYSVSEM));
    OK(unshare(0));
    FAILS(unshare(1), EINVAL);
    compute();
    OK(syscall(SYS_close_range, 100, 200, 2));
    use_thread();
}

static void become_root(void)
{
    char map[64];
    compute();
    int outer = open("/proc/self/ns/user", O_RDONLY), user = getuid(), group = getgid();
    NEED(outer >= 0);
    OK(unshare(CLONE_NEWUSER));
    put("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "0 %d 1", user);
    put("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "0 %d 1", group);
    put("/proc/self/gid_map", map);
    NEED(getuid() == 0 && getgid() == 0);
    use_thread();
    compute();
    OK(unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC));
    OK(sethostname("inside", 6));
    OK(unshare(CLONE_NEWUSER));
    FAILS(setns(outer, CLONE_NEWUSER), EPERM);
    NEED(threads_shown() == 1);
}

static void have_other_ids(void)
{
    compute();
    OK(unshare(CLONE_NEWUSER | CLONE_NEWPID));
    pid_t child = fork();
    if (child == 0) {
        NEED(getpid() == 1);
        compute();
        use_thread();
        _exit(0);
    }
    int status;
    NEED(waitpid(child, &status, 0) == child && status == 0);
    pthread_t thread;
    NEED(pthread_create(&thread, NULL, answer, NULL) == EINVAL);
    compute();
}

static void enter_a_childs(void)
{
    int ready[2], done[2];
    char byte, path[64];
    NEED(pipe(ready) == 0 && pipe(done) == 0);
    pid_t child = fork();
    if (child == 0) {
        OK(unshare(CLONE_NEWUSER | CLONE_NEWNS));
        NEED(write(ready[1], "x", 1) == 1 && read(done[0], &byte, 1) == 1);
        _exit(0);
    }
    compute();
    NEED(read(ready[0], &byte, 1) == 1);
    snprintf(path, sizeof path, "/proc/%d/ns/user", child);
    int user = open(path, O_RDONLY);
    snprintf(path, sizeof path, "/proc/%d/ns/mnt", child);
    int mounts = open(path, O_RDONLY);
    NEED(user >= 0 && mounts >= 0);
    FAILS(setns(-1, CLONE_NEWUSER), EBADF);
    OK(setns(user, 0));
    FAILS(setns(user, 0), EINVAL);
    OK(setns(mounts, CLONE_NEWNS));
    compute();
    NEED(write(done[1], "x", 1) == 1);
    int status;
    NEED(waitpid(child, &status, 0) == child && status == 0);
}

static void *wait_for_byte(void *pipe)
{
    char byte;
    return read(*(int *)pipe, &byte, 1) == 1 ? NULL : pipe;
}

static void have_two_threads(void)
{
    pthread_t thread;
    void *failed;
    int ends[2];
    NEED(pipe(ends) == 0 && pthread_create(&thread, NULL, wait_for_byte, ends) == 0);
    FAILS(unshare(CLONE_NEWUSER), EINVAL);
    FAILS(unshare(CLONE_VM), EINVAL);
    OK(unshare(CLONE_FILES));
    // The other thread does not see it.
    int high = dup2(ends[0], 900);
    NEED(high == 900);
    compute();
    NEED(write(ends[1], "x", 1) == 1 && pthread_join(thread, &failed) == 0 && !failed);
    // A thread that was waited for may not have left the kernel's list yet.
    for (int i = 0; i < 1000 && threads_shown() != 1; i++)
        usleep(1000);
    OK(unshare(CLONE_VM));
}

int main(void)
{
    PASSES(share_less());
    PASSES(have_two_threads());
    if (fork() == 0)
        _exit(unshare(CLONE_NEWUSER) != 0 && errno != EINVAL);
    int status;
    NEED(wait(&status) > 0);
    if (status != 0) {
        puts("the host has no namespaces of users for us");
        return 0;
    }
    PASSES(become_root());
    PASSES(have_other_ids());
    PASSES(enter_a_childs());
    compute();
    OK(unshare(CLONE_NEWUSER));
    return 0;
}
