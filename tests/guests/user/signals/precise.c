// Random regions (lib/region.h) that fault in the middle of everything they do. The handler sees each register, the
// floating-point status and memory as the instructions before the fault have left them, and none of what comes after. It
// mends the page and tries again, skips, goes on elsewhere, or spoils other pages and registers. The code has run before,
// so that it is translated by then, and lies in a file, so that a cache can have it.
// only: static
// guest: riscv64
#include "region.h"
#include <sys/syscall.h>
#include <ucontext.h>

enum { Page = 4096, Pages = 6, Programs = 6, WarmRuns = 3, FaultyRuns = 10, MostFaults = 40, Shared = MAP_SHARED | MAP_FIXED };
enum { Open, ReadOnly, Closed, Gone, BeyondEnd, Protections };

struct registers {
    uint64_t x[32], f[32], status;
};

static uint8_t *const area = (uint8_t *)0x30000000;
static uint16_t *const code = (uint16_t *)0x31000000;
static uint8_t *memory; // the same pages as the area, always open
static int memory_file, empty_file, faults, faults_of_run;
static bool lists;
static uint64_t seen, choices;
static struct region region;
struct registers registers, own; // the assembler code names them

// t6 is the generated code's as far as nothing must survive in it.
void enter(struct registers *in, void *function);
void leave(void);
__asm__(".globl enter, leave\n"
        "enter: la t6, own\n"
        ".irp r, 1, 2, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27\n sd x\\r, 8*\\r(t6)\n .endr\n"
        ".irp r, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27\n fsd f\\r, 256+8*\\r(t6)\n .endr\n"
        "ld t6, 512(a0)\n fscsr t6\n mv t6, a0\n sd a1, 248(t6)\n"
        ".irp r, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"
        "fld f\\r, 256+8*\\r(t6)\n .endr\n"
        ".irp r, 1,2,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"
        "ld x\\r, 8*\\r(t6)\n .endr\n"
        "jr t6\n"
        "leave: la t6, registers\n"
        ".irp r, 1,2,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30\n"
        "sd x\\r, 8*\\r(t6)\n .endr\n"
        ".irp r, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"
        "fsd f\\r, 256+8*\\r(t6)\n .endr\n"
        "frcsr a0\n sd a0, 512(t6)\n fscsr zero\n la t6, own\n"
        ".irp r, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27\n fld f\\r, 256+8*\\r(t6)\n .endr\n"
        ".irp r, 1, 2, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27\n ld x\\r, 8*\\r(t6)\n .endr\n"
        "ret\n");

static void note(uint64_t value)
{
    seen = (seen ^ value) * 0x9e3779b97f4a7c15u;
    seen ^= seen >> 29;
}

static void note_registers(const unsigned long *x, const unsigned long long *f)
{
    for (int i = 1; i < Scratch; i++)
        if (i < 3 || i > 4) note(x[i]);
    for (int i = 0; i < 32; i++)
        note(f[i]);
}

static void note_memory(int reach)
{
    for (int page = 1; page < Pages; page++)
        for (uint64_t *at = (uint64_t *)(memory + page * Page - reach); at < (uint64_t *)(memory + page * Page + reach); at++)
            note(*at);
}

static void list(const unsigned long *x, const unsigned long long *f, unsigned status, unsigned long address)
{
    printf("  pc %lx address %lx fcsr %x, %016lx\n ", x[0], address, status, seen);
    for (int i = 1; i < Scratch; i++)
        printf(" %lx", i == 3 || i == 4 ? 0 : x[i]);
    printf("\n ");
    for (int i = 0; i < 32; i++)
        printf(" %llx", f[i]);
    printf("\n ");
    uint64_t kept = seen;
    for (int page = 1; page < Pages; page++)
        for (int at = -64; at < 128; at += 64) {
            seen = 0;
            for (int i = 0; i < 64; i += 8)
                note(*(uint64_t *)(memory + page * Page + at + i));
            printf(" %lx", seen);
        }
    printf("\n");
    seen = kept;
}

static uint32_t choose(uint32_t limit)
{
    uint64_t kept = random_state;
    random_state = choices;
    uint32_t chosen = draw(limit);
    choices = random_state;
    random_state = kept;
    return chosen;
}

static void set_page(uint64_t page, int protection)
{
    static const int bits[] = { PROT_READ | PROT_WRITE, PROT_READ, PROT_NONE, PROT_NONE, PROT_READ | PROT_WRITE };
    int file = protection == BeyondEnd ? empty_file : memory_file;
    NEED(mmap(area + page * Page, Page, bits[protection], Shared, file, page * Page) != MAP_FAILED);
    if (protection == Gone) NEED(munmap(area + page * Page, Page) == 0);
}

static void open_all(void)
{
    for (int page = 0; page < Pages; page++)
        set_page(page, Open);
}

static void skip(ucontext_t *context)
{
    unsigned long *x = context->uc_mcontext.__gregs;
    x[0] += (*(uint16_t *)x[0] & 3) == 3 ? 4 : 2;
    if (choose(2)) x[values[choose(sizeof values)]] = choices;
    if (choose(4) == 0) context->uc_mcontext.__fpregs.__d.__f[choose(32)] = choices;
    if (choose(4) == 0) context->uc_mcontext.__fpregs.__d.__fcsr = choose(5) << 5 | choose(32);
}

static void on_fault(int signal, siginfo_t *info, void *opaque)
{
    ucontext_t *context = opaque;
    struct __riscv_mc_d_ext_state *f = &context->uc_mcontext.__fpregs.__d;
    unsigned long *x = context->uc_mcontext.__gregs;
    // As Linux does on the way back, and QEMU does not.
    uint32_t elsewhere;
    __asm__ volatile("sc.w zero, zero, (%0)" : : "r"(&elsewhere) : "memory");
    note((uint64_t)signal << 8 | (uint32_t)info->si_code);
    note((uint64_t)info->si_addr);
    note(x[0]);
    note_registers(x, f->__f);
    note(f->__fcsr);
    note_memory(256);
    uint64_t page = ((uint64_t)info->si_addr - (uint64_t)area) / Page;
    if (lists) list(x, f->__f, f->__fcsr, (unsigned long)info->si_addr);
    NEED((uint16_t *)x[0] >= code);
    faults++;
    bool is_inside = page < Pages;
    if (++faults_of_run >= MostFaults) {
        open_all();
        if (!is_inside) skip(context);
        return;
    }
    switch (choose(8) | (is_inside ? 0 : 4)) {
    case 0: case 1:
        set_page(page, Open);
        break;
    case 2:
        set_page(choose(Pages), choose(Protections));
        set_page(page, Open);
        break;
    case 3:
        set_page(page, ReadOnly);
        break;
    case 4: case 5: case 6:
        skip(context);
        break;
    default:
        x[0] = (unsigned long)region.labels[choose((uint32_t)region.label_count)];
        break;
    }
}

static void fill(void)
{
    static const uint64_t numbers[] = { 0, 1, 0x3ff0000000000000, 0x7ff0000000000000, 0x7ff0000000000001, 0xffffffff3f800000,
                                        0xffffffff00000001, 0xffffffff7f800001, 0x8000000000000000, 0x0010000000000000 };
    for (uint64_t *at = (uint64_t *)memory; at < (uint64_t *)(memory + Pages * Page); at++)
        *at = draw(8) ? random_state : numbers[draw(10)];
}

static void run(void)
{
    for (int i = 0; i < 32; i++) {
        registers.x[i] = draw(4) ? random_state : draw(8);
        registers.f[i] = ((uint64_t *)memory)[draw(Pages * Page / 8)];
    }
    for (unsigned i = 0; i < sizeof bases; i++)
        registers.x[bases[i]] = (uint64_t)(area + (1 + draw(Pages - 2)) * Page) + draw(128) - 64;
    registers.x[Sp] &= -16ull;
    registers.x[OuterCount] = registers.x[InnerCount] = 1;
    registers.status = draw(5) << 5;
    faults_of_run = 0;
    enter(&registers, region.start);
    note_registers(registers.x, (unsigned long long *)registers.f);
    note(registers.status);
    note_memory(256);
    if (lists) list((unsigned long *)registers.x, (unsigned long long *)registers.f, (unsigned)registers.status, 0);
}

static void test(int number)
{
    fill();
    for (int k = 0; k < WarmRuns; k++)
        run();
    for (int k = 0; k < FaultyRuns; k++) {
        for (int page = 0; page < Pages; page++)
            set_page(page, draw(2) ? Open : (int)draw(Protections));
        if (lists) printf(" run %d\n", k);
        run();
        open_all();
    }
    note_memory(Page / 2);
    if (lists || number % 3 == 2) printf("%d: %d faults, %016lx\n", number, faults, seen);
}

// Arguments: a seed, a number of programs, and anything to see each fault.
int main(int argc, char **argv)
{
    random_state = choices = argc > 1 ? strtoull(argv[1], NULL, 0) * 0x9e3779b97f4a7c15u + 1 : 1;
    int programs = argc > 2 ? atoi(argv[2]) : Programs;
    lists = argc > 3;
    memory_file = (int)syscall(SYS_memfd_create, "memory", 0);
    empty_file = (int)syscall(SYS_memfd_create, "nothing", 0);
    NEED(memory_file >= 0 && ftruncate(memory_file, Pages * Page) == 0);
    memory = mmap(NULL, Pages * Page, PROT_READ | PROT_WRITE, MAP_SHARED, memory_file, 0);
    NEED(memory != MAP_FAILED);
    open_all();
    static struct region regions[1000];
    NEED(programs <= 1000);
    int code_file = open("code", O_RDWR | O_CREAT | O_TRUNC, 0700), size = programs * Slot;
    NEED(code_file >= 0 && ftruncate(code_file, size) == 0);
    NEED(mmap(code, size, PROT_READ | PROT_WRITE, Shared, code_file, 0) == code);
    for (int i = 0; i < programs; i++)
        make_region(&regions[i], code + i * (Slot / 2), leave);
    NEED(munmap(code, size) == 0);
    NEED(mmap(code, size, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, code_file, 0) == code);
    static uint8_t stack[65536];
    sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof stack }, NULL);
    struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    for (int i = 0; i < programs; i++) {
        region = regions[i];
        test(i);
    }
    return 0;
}
