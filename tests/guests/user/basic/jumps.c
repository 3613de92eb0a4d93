// setjmp and longjmp, out of frames and out of signal handlers, with and without the mask; a generator on ucontext.
#include "user.h"
#include <setjmp.h>
#include <ucontext.h>

static jmp_buf plain;
static sigjmp_buf with_mask;

static void __attribute__((noinline)) dive(int depth)
{
    volatile double kept = depth * 1.5;
    if (depth == 0)
        longjmp(plain, 42);
    dive(depth - 1);
    printf("never %f\n", kept);
}

static void jump_out(int signal)
{
    siglongjmp(with_mask, signal);
}

static bool is_blocked(int signal)
{
    sigset_t set;
    sigprocmask(SIG_BLOCK, NULL, &set);
    return sigismember(&set, signal);
}

static ucontext_t main_context, generator;
static int generated;

static void generate(int first, int second)
{
    for (int i = 0; i < 5; i++) {
        generated = first * 10 + second * i;
        swapcontext(&generator, &main_context);
    }
    generated = -1;
}

int main(void)
{
    volatile int counter = 0;
    double float_before = 3.25;
    int result = setjmp(plain);
    printf("setjmp gave %d, counter %d, %f\n", result, counter, float_before);
    if (counter++ < 1)
        dive(50);
    if (counter < 4) {
        printf("again\n");
        longjmp(plain, 0);
    }

    signal(SIGUSR1, jump_out);
    for (int save = 0; save < 2; save++) {
        result = sigsetjmp(with_mask, save);
        if (result == 0)
            raise(SIGUSR1);
        printf("save %d: %d, blocked %d\n", save, result, is_blocked(SIGUSR1));
        sigset_t set;
        sigemptyset(&set);
        sigprocmask(SIG_SETMASK, &set, NULL);
    }

    static char stack[65536];
    NEED(getcontext(&generator) == 0);
    generator.uc_stack.ss_sp = stack;
    generator.uc_stack.ss_size = sizeof stack;
    generator.uc_link = &main_context;
    makecontext(&generator, (void (*)(void))generate, 2, 7, 3);
    do {
        swapcontext(&main_context, &generator);
        printf("generated %d\n", generated);
    } while (generated >= 0);
    return 0;
}
