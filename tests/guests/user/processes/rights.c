// A process that gives up rights has given them up with all its threads, those of the emulator too; a thread that changes its
// own by the system call changes those only. Another process looks.
// build: -pthread
// only: static
// oracle: none
#include "user.h"
#include <dirent.h>
#include <grp.h>
#include <pthread.h>
#include <sys/syscall.h>

enum { NOBODY = 65534 };

static volatile uint64_t sum;
static pthread_barrier_t meet;

static void compute(void)
{
    for (uint64_t i = 0; i < 4000000; i++)
        sum += i * i;
}

// How many threads of a process have this line in their status, and how many there are.
static int count(pid_t process, const char *line, int *all)
{
    char path[300], text[300];
    int found = 0;
    *all = 0;
    snprintf(path, sizeof path, "/proc/%d/task", process);
    DIR *folder = opendir(path);
    NEED(folder != NULL);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/proc/%d/task/%s/status", process, entry->d_name);
        FILE *file = fopen(path, "r");
        if (!file)
            continue;
        ++*all;
        while (fgets(text, sizeof text, file))
            found += strcmp(text, line) == 0;
        fclose(file);
    }
    closedir(folder);
    return found;
}

static void *stay(void *nothing)
{
    pthread_barrier_wait(&meet);
    compute();
    pthread_barrier_wait(&meet);
    compute();
    pthread_barrier_wait(&meet);
    return nothing;
}

static void *change_alone(void *nothing)
{
    NEED(syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY) == 0);
    pthread_barrier_wait(&meet);
    pthread_barrier_wait(&meet);
    NEED(syscall(SYS_geteuid) == NOBODY);
    return nothing;
}

// The child does something, tells, and waits to be let go.
static void watch(void (*act)(void), const char *const *lines, int exact)
{
    int told[2], go[2], all, status;
    char byte;
    NEED(pipe(told) == 0 && pipe(go) == 0);
    pid_t child = fork();
    NEED(child >= 0);
    if (child == 0) {
        close(go[1]);
        compute();
        act();
        compute();
        NEED(write(told[1], "x", 1) == 1 && read(go[0], &byte, 1) == 1);
        _exit(0);
    }
    close(told[1]);
    NEED(read(told[0], &byte, 1) == 1);
    for (; *lines; lines++) {
        int found = count(child, *lines, &all);
        NEED(exact ? found == exact : found == all && all >= 1);
    }
    NEED(write(go[1], "x", 1) == 1 && waitpid(child, &status, 0) == child && status == 0);
    close(told[0]);
    close(go[0]);
    close(go[1]);
}

static void drop_all(void)
{
    NEED(setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0 && setresuid(NOBODY, NOBODY, NOBODY) == 0);
    NEED(setuid(0) == -1 && errno == EPERM);
}

static void drop_with_threads(void)
{
    enum { OTHERS = 3 };
    pthread_t threads[OTHERS];
    pthread_barrier_init(&meet, NULL, OTHERS + 1);
    for (int i = 0; i < OTHERS; i++)
        NEED(pthread_create(&threads[i], NULL, stay, NULL) == 0);
    pthread_barrier_wait(&meet);
    drop_all();
    pthread_barrier_wait(&meet);
}

static void drop_in_one_thread(void)
{
    pthread_t thread;
    pthread_barrier_init(&meet, NULL, 2);
    NEED(pthread_create(&thread, NULL, change_alone, NULL) == 0);
    pthread_barrier_wait(&meet);
    NEED(syscall(SYS_geteuid) == 0 && open("/proc/self/fd", O_RDONLY) >= 0);
    pthread_barrier_wait(&meet);
    NEED(pthread_join(thread, NULL) == 0 && geteuid() == 0);
}

static void change_and_come_back(void)
{
    for (int i = 0; i < 50; i++) {
        NEED(seteuid(NOBODY) == 0 && geteuid() == NOBODY);
        NEED(open("/etc/shadow", O_WRONLY) == -1);
        NEED(seteuid(0) == 0);
    }
}

int main(void)
{
    if (geteuid() != 0) {
        puts("only the superuser can give up rights");
        return 0;
    }
    static const char *const nobody[] = { "Uid:\t65534\t65534\t65534\t65534\n", "Gid:\t65534\t65534\t65534\t65534\n",
        "CapEff:\t0000000000000000\n", NULL };
    static const char *const root[] = { "Uid:\t0\t0\t0\t0\n", NULL };
    watch(drop_all, nobody, 0);
    watch(drop_with_threads, nobody, 0);
    watch(change_and_come_back, root, 0);
    IN_CHILD("one thread", drop_in_one_thread());
    return 0;
}
