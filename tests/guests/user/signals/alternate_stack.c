// Handlers on the alternate stack; a stack overflow that is survived.
#include "user.h"
#include <setjmp.h>
#include <sys/resource.h>
#include <ucontext.h>

static char *stack;
static const size_t size = 65536;
static sigjmp_buf out;

static bool is_on_stack(void)
{
    char *here = __builtin_frame_address(0);
    return here > stack && here <= stack + size;
}

static void inner(int signal)
{
    printf("inner %d on stack %d\n", signal, is_on_stack());
}

static void handler(int signal, siginfo_t *info, void *opaque)
{
    ucontext_t *context = opaque;
    stack_t now;
    sigaltstack(NULL, &now);
    printf("on stack %d flags %d saved %d\n", is_on_stack(), now.ss_flags, context->uc_stack.ss_sp == stack);
    stack_t other = { .ss_sp = stack, .ss_size = size };
    TRY(sigaltstack(&other, NULL));
    if (signal == SIGUSR1)
        raise(SIGUSR2);
    if (signal == SIGSEGV)
        siglongjmp(out, 1);
}

static int __attribute__((noinline)) overflow(int depth)
{
    volatile char room[4096];
    room[0] = (char)depth;
    return overflow(depth + 1) + room[0];
}

int main(void)
{
    stack = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t wanted = { .ss_sp = stack, .ss_size = size };
    NEED(sigaltstack(&wanted, NULL) == 0);
    struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGSEGV, &action, NULL);
    action.sa_handler = inner;
    action.sa_flags = SA_ONSTACK;
    sigaction(SIGUSR2, &action, NULL);
    raise(SIGUSR1);
    raise(SIGUSR2);
    action.sa_flags = 0;
    sigaction(SIGUSR2, &action, NULL);
    raise(SIGUSR2);
    if (sigsetjmp(out, 1) == 0)
        printf("%d\n", overflow(0));
    else
        puts("overflow");
    stack_t now;
    sigaltstack(NULL, &now);
    printf("flags %d\n", now.ss_flags);

    pid_t child = fork();
    if (child == 0) {
        sigaltstack(NULL, &now);
        _exit(now.ss_sp == stack ? 7 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    printf("child %d\n", WEXITSTATUS(status));
    return 0;
}
