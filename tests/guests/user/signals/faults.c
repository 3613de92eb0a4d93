// SIGSEGV, SIGBUS, SIGILL and SIGTRAP: code, address and pc; handlers that jump, mend and retry; and without handlers.
#include "user.h"
#include "code.h"
#include <setjmp.h>
#include <ucontext.h>

static sigjmp_buf out;

static void handler_of_none(int signal)
{
    (void)signal;
}

static char *page;
static volatile int mend;

static void handler(int signal, siginfo_t *info, void *opaque)
{
    ucontext_t *context = opaque;
    char *address = info->si_addr;
    long offset = address >= page && address < page + 65536 ? address - page : -1;
    printf("signal %d code %d", signal, info->si_code);
    if (signal == SIGSEGV || signal == SIGBUS)
        printf(" offset %ld", offset);
    else
        printf(" at pc %d", (unsigned long)address == (unsigned long)PC_OF(context));
    puts("");
    if (mend == 1) {
        mprotect(page, 65536, PROT_READ | PROT_WRITE);
        return;
    }
    if (mend == 2) {
        PC_OF(context) += 4;
        return;
    }
    siglongjmp(out, 1);
}

#define TRAP(text, ...) \
    do { \
        if (sigsetjmp(out, 1) == 0) { \
            __VA_ARGS__; \
            puts(text " went on"); \
        } else { \
            puts(text " faulted"); \
        } \
    } while (0)

static void die(const char *text, void (*how)(void))
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        signal(SIGILL, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        signal(SIGTRAP, SIG_DFL);
        how();
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    printf("%s: signal %d exit %d\n", text, WIFSIGNALED(status) ? WTERMSIG(status) : 0, WIFEXITED(status) ? WEXITSTATUS(status) : 0);
}

static void bad_store(void)
{
    *(volatile int *)16 = 1;
}

static void bad_code(void)
{
    __asm__ volatile(".4byte 0xffffffff");
}

static void blocked_store(void)
{
    sigset_t set;
    sigfillset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    signal(SIGSEGV, handler_of_none);
    bad_store();
}

static void ignored_store(void)
{
    signal(SIGSEGV, SIG_IGN);
    bad_store();
}

static void abort_now(void)
{
    abort();
}

static void stack_gone(void)
{
    signal(SIGUSR1, handler_of_none);
#ifdef __riscv
    __asm__ volatile("li sp, 64\n li a7, 172\n ecall\n li a1, 10\n li a7, 129\n ecall" ::: "a0", "a1", "a7", "memory");
#else
    __asm__ volatile("mov x9, 64\n mov sp, x9\n mov x8, 172\n svc 0\n mov x1, 10\n mov x8, 129\n svc 0"
                     ::: "x0", "x1", "x8", "x9", "memory");
#endif
}

int main(void)
{
    struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
    int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP };
    for (int i = 0; i < 4; i++)
        sigaction(signals[i], &action, NULL);
    page = mmap(NULL, 65536, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    TRAP("read", (void)*(volatile char *)(page + 5));
    TRAP("store to a page for reading", *(volatile char *)(page + 7) = 1);
    mprotect(page, 65536, PROT_NONE);
    TRAP("load of nothing", (void)*(volatile char *)(page + 4097));
    mend = 1;
    TRAP("mended store", *(volatile char *)(page + 12) = 3);
    printf("value %d\n", page[12]);
    mend = 0;
    munmap(page, 65536);
    TRAP("unmapped", (void)*(volatile long *)(page + 8192));
    TRAP("null", (void)*(volatile long *)0);
    TRAP("kernel half", (void)*(volatile long *)0xffffffff80000000);
    TRAP("jump to nowhere", ((void (*)(void))(uintptr_t)0x10)());
    TRAP("illegal", __asm__ volatile(".4byte 0xffffffff"));
    mend = 2;
    TRAP("illegal, skipped", __asm__ volatile(".4byte 0xffffffff"));
    mend = 0;
    TRAP("breakpoint", __asm__ volatile(BREAKPOINT));
    page = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    TRAP("jump to data", ((void (*)(void))(page + 256))());

#ifdef __riscv
    TRAP("misaligned reserving load", __asm__ volatile("lr.w zero, (%0)" ::"r"(page + 1) : "memory"));
    TRAP("misaligned atomic access", __asm__ volatile("amoadd.d zero, zero, (%0)" ::"r"(page + 12) : "memory"));
#else
    TRAP("misaligned reserving load", __asm__ volatile("ldxr w9, [%0]" ::"r"(page + 1) : "x9", "memory"));
    TRAP("misaligned atomic access", __asm__ volatile("ldaxr x9, [%0]" ::"r"(page + 12) : "x9", "memory"));
#endif

    // A loop hot enough to be translated, then the fault.
    mprotect(page + 4096, 4096, PROT_READ);
    TRAP("store in a loop", for (int i = 0; i < 8192; i += 4) *(volatile int *)(page + i) = i);
    printf("last %d\n", *(int *)(page + 4092));

    char name[] = "/tmp/faults-XXXXXX";
    int fd = mkstemp(name);
    unlink(name);
    NEED(ftruncate(fd, 8192) == 0);
    page = mmap(page, 16384, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
    TRAP("beyond the file", (void)*(volatile char *)(page + 8192));
    TRAP("inside the file", (void)*(volatile char *)(page + 4096));
    NEED(ftruncate(fd, 4096) == 0);
    TRAP("beyond what is left", (void)*(volatile char *)(page + 4100));

    die("store", bad_store);
    die("illegal", bad_code);
    die("blocked", blocked_store);
    die("ignored", ignored_store);
    die("abort", abort_now);
    die("no stack", stack_gone);
    return 0;
}
