// static-pie
// only: static
// build: -nostdlib -nostartfiles -ffreestanding -fno-stack-protector -fno-builtin
// A static program that relocates itself, with no C library (the cross compiler's has no start-up code for this).
// guest: riscv64
#include <elf.h>
#include <stddef.h>

extern Elf64_Dyn _DYNAMIC[] __attribute__((visibility("hidden")));
extern char __ehdr_start[] __attribute__((visibility("hidden")));

static long call(long number, long a, long b, long c)
{
    register long a0 __asm__("a0") = a, a1 __asm__("a1") = b, a2 __asm__("a2") = c, a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

static void say(const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    call(64, 1, (long)text, length);
}

static const char *const messages[] = {"relocated\n", "not at its linked address\n", "entry agrees\n", "base is 0\n"};
static void (*const functions[])(const char *) = {say};

void relocate_and_run(long *stack)
{
    char *base = __ehdr_start;
    const Elf64_Rela *relocation = NULL;
    size_t size = 0;
    for (const Elf64_Dyn *entry = _DYNAMIC; entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_RELA)
            relocation = (const Elf64_Rela *)(base + entry->d_un.d_ptr);
        else if (entry->d_tag == DT_RELASZ)
            size = entry->d_un.d_val;
    for (; size; size -= sizeof *relocation, relocation++)
        if (ELF64_R_TYPE(relocation->r_info) == R_RISCV_RELATIVE)
            *(char **)(base + relocation->r_offset) = base + relocation->r_addend;
    functions[0](messages[0]);
    if (base)
        functions[0](messages[1]);
    long *word = stack + 1 + stack[0] + 1;
    while (*word++) {
    }
    for (; *word; word += 2) {
        if (word[0] == AT_ENTRY && word[1] == (long)(base + ((Elf64_Ehdr *)base)->e_entry))
            functions[0](messages[2]);
        if (word[0] == AT_BASE && word[1] == 0)
            functions[0](messages[3]);
    }
    call(94, 5, 0, 0);
}

__asm__(".globl _start\n_start: mv a0, sp; call relocate_and_run");
