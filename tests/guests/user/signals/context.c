// Handlers that read and change what they return to: registers, pc, mask, floating-point state.
// guest: riscv64
#include "user.h"
#include <ucontext.h>

static volatile int mode;

static void handler(int signal, siginfo_t *info, void *opaque)
{
    ucontext_t *context = opaque;
    greg_t *registers = (greg_t *)context->uc_mcontext.__gregs;
    switch (mode) {
    case 0:
        printf("a5 %lx s2 %lx\n", (unsigned long)registers[REG_A0 + 5], (unsigned long)registers[REG_S2]);
        registers[REG_A0 + 5] = 0x1234;
        registers[REG_S2] = 0x5678;
        break;
    case 1:
        printf("fa0 %g fcsr %x\n", context->uc_mcontext.__fpregs.__d.__f[10] == 0x4004000000000000 ? 2.5 : -1,
               context->uc_mcontext.__fpregs.__d.__fcsr);
        context->uc_mcontext.__fpregs.__d.__f[10] = 0x4010000000000000;
        context->uc_mcontext.__fpregs.__d.__fcsr = 3 << 5 | 4;
        break;
    case 2:
        sigaddset(&context->uc_sigmask, SIGHUP);
        break;
    case 3: // the load
        printf("code %d address %lx\n", info->si_code, (unsigned long)info->si_addr);
        registers[REG_PC] += 4;
        registers[REG_A0 + 1] = 99;
        break;
    }
    // None of this may be seen outside.
    __asm__ volatile("fmv.d.x fa0, zero\n fmv.d.x fs0, zero\n fscsr zero" ::: "fa0", "fs0");
}

int main(void)
{
    struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGSEGV, &action, NULL);

    register long a0 __asm__("a0") = getpid();
    register long a1 __asm__("a1") = SIGUSR1;
    register long a5 __asm__("a5") = 0xabc;
    register long a7 __asm__("a7") = 129;
    register long s2 __asm__("s2") = 0xdef;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a5), "+r"(s2) : "r"(a1), "r"(a7) : "memory");
    long seen_a0 = a0, seen_a5 = a5, seen_s2 = s2;
    printf("a0 %ld a5 %lx s2 %lx\n", seen_a0, seen_a5, seen_s2);

    mode = 1;
    a0 = getpid();
    double given = 2.5, taken;
    unsigned long status;
    __asm__ volatile("fmv.d fa0, %3\n fscsr %4\n li a1, 10\n li a7, 129\n ecall\n fmv.d %1, fa0\n frcsr %2\n fscsr zero"
                     : "+r"(a0), "=&f"(taken), "=&r"(status)
                     : "f"(given), "r"(1ul << 5 | 16)
                     : "a1", "a7", "fa0", "memory");
    printf("fa0 %g fcsr %lx\n", taken, status);

    mode = 2;
    raise(SIGUSR1);
    sigset_t set;
    sigprocmask(SIG_BLOCK, NULL, &set);
    printf("blocked %d\n", sigismember(&set, SIGHUP));

    mode = 3;
    long value;
    register long base __asm__("a2") = 0x1230;
    register long loaded __asm__("a1") = 0;
    __asm__ volatile(".option push\n .option norvc\n lw a1, 4(a2)\n .option pop" : "+r"(loaded) : "r"(base) : "memory");
    value = loaded;
    printf("loaded %ld\n", value);
    return 0;
}
