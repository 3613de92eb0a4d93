/*
 * Runs LLVM's static constructors. The published executable links LLVM with build/llvm.ld, which takes them out of what
 * runs at start-up; where LLVM is a shared library, the loader has run them, and there is nothing here to run.
 */
typedef void constructor(void);

/* Both are absent, and so null, where that script was not used. */
extern constructor *emu_llvm_constructors[] __attribute__((weak));
extern constructor *emu_llvm_constructors_end[] __attribute__((weak));

/* What LLVM does when it cannot go on; absent where it is a shared library. */
extern void LLVMInstallFatalErrorHandler(void (*handler)(const char *reason)) __attribute__((weak));
extern void install_bad_alloc_error_handler(void (*handler)(void *data, const char *reason, _Bool report), void *data)
    __asm__("_ZN4llvm31install_bad_alloc_error_handlerEPFvPvPKcbES0_") __attribute__((weak));
extern void *set_terminate(void (*handler)(void)) __asm__("_ZSt13set_terminatePFvvE") __attribute__((weak));

_Noreturn void emu_fatal_error_of_llvm(const char *reason);
_Noreturn void emu_out_of_memory(void);

static void on_bad_allocation(void *data, const char *reason, _Bool report)
{
    (void)data, (void)reason, (void)report;
    emu_out_of_memory();
}

/* LLVM catches no C++ exceptions, and the only one that it can meet is that memory is used up. */
static void on_terminate(void)
{
    emu_out_of_memory();
}

/* To be called once, before any other function of LLVM. Returns how many there were. */
int emu_llvm_construct(void)
{
    int count = 0;
    if (LLVMInstallFatalErrorHandler && emu_llvm_constructors != emu_llvm_constructors_end) {
        LLVMInstallFatalErrorHandler(emu_fatal_error_of_llvm);
        if (install_bad_alloc_error_handler)
            install_bad_alloc_error_handler(on_bad_allocation, 0);
        if (set_terminate)
            (void)set_terminate(on_terminate);
    }
    for (constructor **next = emu_llvm_constructors; next != emu_llvm_constructors_end; next++, count++)
        (*next)();
    return count;
}
