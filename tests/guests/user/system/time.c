// Clocks, sleeps, interval timers: what they return, and that time goes forward.
// build: -lrt
#include "user.h"
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

static volatile sig_atomic_t alarms;

static void on_alarm(int signal)
{
    alarms++;
}

static double now(clockid_t clock)
{
    struct timespec t;
    NEED(clock_gettime(clock, &t) == 0);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(void)
{
    struct timespec t, rest;
    clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW,
        CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_TAI};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        double first = now(clocks[i]), second = now(clocks[i]);
        printf("%d: %d %d\n", clocks[i], first >= 0, second >= first);
        TRY(clock_getres(clocks[i], &t));
    }
    TRY(clock_gettime(99, &t));
    TRY(clock_gettime(CLOCK_REALTIME, NULL));
    SHOW(time(NULL) - (time_t)now(CLOCK_REALTIME) <= 1);
    struct timeval tv;
    TRY(gettimeofday(&tv, NULL));
    SHOW(labs(tv.tv_sec - time(NULL)) <= 1);

    double before = now(CLOCK_MONOTONIC);
    t = (struct timespec){0, 20000000};
    TRY(nanosleep(&t, NULL));
    SHOW(now(CLOCK_MONOTONIC) - before >= 0.02);
    t.tv_nsec = 1000000000;
    TRY(nanosleep(&t, NULL));
    t.tv_sec = -1, t.tv_nsec = 0;
    TRY(nanosleep(&t, NULL));
    clock_gettime(CLOCK_MONOTONIC, &t);
    SHOW(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
    SHOW(clock_nanosleep(99, 0, &t, NULL));

    struct sigaction action = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &action, NULL);
    struct itimerval interval = {{0, 5000}, {0, 5000}}, left;
    TRY(setitimer(ITIMER_REAL, &interval, NULL));
    while (alarms < 3)
        pause();
    TRY(getitimer(ITIMER_REAL, &left));
    SHOW(left.it_interval.tv_usec);
    interval = (struct itimerval){{0, 0}, {0, 0}};
    TRY(setitimer(ITIMER_REAL, &interval, NULL));
    alarms = 0;
    // Later than any translator needs for what comes before the sleep.
    interval.it_value.tv_usec = 500000;
    setitimer(ITIMER_REAL, &interval, NULL);
    t = (struct timespec){5, 0};
    TRY(nanosleep(&t, &rest));
    printf("%d %d\n", alarms, rest.tv_sec == 4);
    SHOW(alarm(100));
    SHOW(alarm(0));
    interval.it_value.tv_usec = 1000000;
    TRY(setitimer(ITIMER_REAL, &interval, NULL));
    TRY(setitimer(99, &interval, NULL));

    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM, .sigev_value.sival_int = 5};
    TRY(timer_create(CLOCK_MONOTONIC, &event, &timer));
    struct itimerspec setting = {{0, 2000000}, {0, 2000000}}, current;
    alarms = 0;
    TRY(timer_settime(timer, 0, &setting, NULL));
    while (alarms < 3)
        pause();
    TRY(timer_gettime(timer, &current));
    SHOW(current.it_interval.tv_nsec);
    SHOW(timer_getoverrun(timer) >= 0);
    TRY(timer_delete(timer));
    TRY(timer_delete(timer));
    alarms = 0;
    interval = (struct itimerval){{0, 0}, {0, 10000}};
    signal(SIGVTALRM, on_alarm);
    TRY(setitimer(ITIMER_VIRTUAL, &interval, NULL));
    while (!alarms) {
    }
    struct rusage usage;
    TRY(getrusage(RUSAGE_SELF, &usage));
    SHOW(usage.ru_utime.tv_sec >= 0 && usage.ru_maxrss > 100);
    TRY(getrusage(99, &usage));
    struct tms times_now;
    SHOW(times(&times_now) != -1);
    time_t moment = 1700000000;
    char text[100];
    strftime(text, sizeof text, "%F %T %j %a", gmtime(&moment));
    puts(text);
    uint64_t counter, later;
#ifdef __riscv
    __asm__ volatile("rdtime %0; rdtime %1" : "=r"(counter), "=r"(later));
    SHOW(later >= counter);
    __asm__ volatile("rdcycle %0" : "=r"(counter));
    __asm__ volatile("rdinstret %0" : "=r"(later));
    SHOW(counter != 0 && later != 0);
#else
    __asm__ volatile("mrs %0, cntvct_el0; mrs %1, cntvct_el0" : "=r"(counter), "=r"(later));
    SHOW(later >= counter);
    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(counter));
    SHOW(counter);
#endif
    return 0;
}
