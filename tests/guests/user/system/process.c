// Identity, limits, scheduling, prctl, random numbers, system names.
#include "user.h"
#include <linux/prctl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

static void identity(void)
{
    SHOW(getpid() == syscall(SYS_gettid));
    SHOW(getppid() > 0);
    SHOW(getpgrp() == getpgid(0));
    SHOW(getsid(0) > 0);
    TRY(getpgid(-1));
    TRY(getsid(0x7fffffff));
    uid_t r, e, s;
    TRY(getresuid(&r, &e, &s));
    SHOW(r == getuid() && e == geteuid() && s == e);
    TRY(setresuid(-1, -1, -1));
    TRY(getgroups(-1, NULL));
    SHOW(getgroups(0, NULL) >= 0);
    TRY(umask(0));
    SHOW(umask(022));
    struct utsname name;
    TRY(uname(&name));
    printf("%s %s %d\n", name.sysname, name.machine, name.release[0] >= '4' && name.release[0] <= '9');
    struct sysinfo info;
    TRY(sysinfo(&info));
    SHOW(info.totalram > 1000000 && info.mem_unit >= 1 && info.procs > 0 && info.freeram <= info.totalram);
    char host[100];
    TRY(gethostname(host, sizeof host));
}

static void limits(void)
{
    struct rlimit limit = {64, 128}, old;
    TRY(setrlimit(RLIMIT_NOFILE, &limit));
    TRY(prlimit(0, RLIMIT_NOFILE, NULL, &old));
    printf("%lu %lu\n", (unsigned long)old.rlim_cur, (unsigned long)old.rlim_max);
    int last = -1, file;
    while ((file = dup(1)) >= 0)
        last = file;
    printf("%d %s\n", last, errno_name(errno));
    for (file = 10; file < 64; file++)
        close(file);
    limit.rlim_cur = 200;
    TRY(setrlimit(RLIMIT_NOFILE, &limit));
    TRY(getrlimit(99, &old));
    TRY(getrlimit(RLIMIT_STACK, &old));
    SHOW(old.rlim_cur >= 1 << 20);
    limit = (struct rlimit){0, 0};
    TRY(setrlimit(RLIMIT_CORE, &limit));
    limit = (struct rlimit){4096, 4096};
    TRY(setrlimit(RLIMIT_FSIZE, &limit));
    file = open("limited", O_RDWR | O_CREAT, 0600);
    IN_CHILD("too large a file", {
        static char block[5000];
        TRY(write(file, block, 5000));
        write(file, block, 5000);
    });
    signal(SIGXFSZ, SIG_IGN);
    TRY(pwrite(file, "x", 1, 5000));
}

static void scheduling(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    TRY(sched_getaffinity(0, sizeof set, &set));
    SHOW(CPU_COUNT(&set) == (int)sysconf(_SC_NPROCESSORS_ONLN));
    int first = 0;
    while (!CPU_ISSET(first, &set))
        first++;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    TRY(sched_setaffinity(0, sizeof one, &one));
    SHOW(sched_getcpu() == first);
    TRY(sched_getaffinity(0, sizeof one, &one));
    SHOW(CPU_COUNT(&one));
    CPU_ZERO(&one);
    TRY(sched_setaffinity(0, sizeof one, &one));
    TRY(sched_getaffinity(0, 1, &one));
    TRY(sched_yield());
    TRY(sched_getscheduler(0));
    struct sched_param parameter = {0};
    TRY(sched_getparam(0, &parameter));
    TRY(sched_get_priority_max(SCHED_FIFO));
    TRY(sched_get_priority_min(SCHED_RR));
    TRY(sched_get_priority_max(99));
    TRY(getpriority(PRIO_PROCESS, 0));
    TRY(setpriority(PRIO_PROCESS, 0, 5));
    TRY(getpriority(PRIO_PROCESS, 0));
    TRY(getpriority(99, 0));
}

static void controls(void)
{
    char name[32] = {0};
    TRY(prctl(PR_SET_NAME, "a-guest-with-a-long-name"));
    TRY(prctl(PR_GET_NAME, name));
    puts(name);
    TRY(prctl(PR_SET_DUMPABLE, 0));
    TRY(prctl(PR_GET_DUMPABLE));
    TRY(prctl(PR_SET_DUMPABLE, 1));
    TRY(prctl(PR_SET_PDEATHSIG, SIGUSR1));
    int signal = 0;
    TRY(prctl(PR_GET_PDEATHSIG, &signal));
    SHOW(signal);
    TRY(prctl(PR_SET_PDEATHSIG, 0));
    TRY(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    TRY(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    TRY(prctl(PR_GET_TIMERSLACK) > 0);
    TRY(prctl(12345));
}

int main(void)
{
    identity();
    scheduling();
    controls();
    uint64_t a = 0, b = 0;
    TRY(getrandom(&a, 8, 0));
    TRY(getrandom(&b, 8, GRND_NONBLOCK));
    SHOW(a != b);
    TRY(getrandom(&a, 8, 99));
    TRY(getentropy(&a, 8));
    TRY(syscall(500));
    TRY(syscall(-1));
    TRY(syscall(244));
    unsigned cpu, node;
    TRY(syscall(SYS_getcpu, &cpu, &node, NULL));
    limits();
    return 0;
}
