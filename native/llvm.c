/*
 * Runs LLVM's static constructors. The published executable links LLVM with build/llvm.ld, which takes them out of what
 * runs at start-up; where LLVM is a shared library, the loader has run them, and there is nothing here to run.
 */
typedef void constructor(void);

/* Both are absent, and so null, where that script was not used. */
extern constructor *emu_llvm_constructors[] __attribute__((weak));
extern constructor *emu_llvm_constructors_end[] __attribute__((weak));

/* To be called once, before any other function of LLVM. Returns how many there were. */
int emu_llvm_construct(void)
{
    int count = 0;
    for (constructor **next = emu_llvm_constructors; next != emu_llvm_constructors_end; next++, count++)
        (*next)();
    return count;
}
