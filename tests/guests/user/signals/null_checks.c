// Implicit null checks: accesses whose result nothing uses are there to fault. HotSpot, Go and Mono rely on it: their handlers
// skip the access, or go on at another address. In loops, behind branches, and once without any handler.
// guest: riscv64
#include "user.h"
#include <ucontext.h>

enum { Warm = 200, Rounds = 600, Page = 4096 };

struct site {
    unsigned long access, other;
};
extern struct site __start_sites[], __stop_sites[];

// One access at a1, whose second way ends with 2 in a0 instead of 1. The handler knows both from the table.
#define ACCESS(name, text) \
    long access_##name(long, unsigned long); \
    __asm__(".pushsection sites,\"a\"\n .dword 1f, 2f\n.popsection\n" \
            ".option push\n.option norvc\n.globl access_" #name "\n access_" #name ":\n" \
            "beqz a0, 3f\n 1: " text "\n 3: li a0, 1\n ret\n 2: li a0, 2\n ret\n.option pop\n")

ACCESS(lb, "lb x0, 0(a1)");
ACCESS(lbu, "lbu x0, 0(a1)");
ACCESS(lh, "lh x0, 0(a1)");
ACCESS(lhu, "lhu x0, 0(a1)");
ACCESS(lw, "lw x0, 0(a1)");
ACCESS(lwu, "lwu x0, 0(a1)");
ACCESS(ld, "ld x0, 0(a1)");
ACCESS(far, "ld x0, 2040(a1)");
ACCESS(dead, "ld a5, 0(a1)\n li a5, 1");
ACCESS(dead_pair, "lw a5, 0(a1)\n lw a5, 4(a1)\n li a5, 0");
ACCESS(flw, "flw fa0, 0(a1)");
ACCESS(fld, "fld fa0, 0(a1)\n fmv.d.x fa0, x0");
ACCESS(lr_w, "lr.w x0, (a1)");
ACCESS(lr_d, "lr.d x0, (a1)");
ACCESS(swap, "amoswap.w x0, x0, (a1)");
ACCESS(add, "amoadd.d x0, x0, (a1)");
ACCESS(xor, "amoxor.w x0, x0, (a1)");
ACCESS(and, "li a5, -1\n amoand.d x0, a5, (a1)");
ACCESS(or, "amoor.d x0, x0, (a1)");
ACCESS(min, "amomin.d x0, a1, (a1)");
ACCESS(max, "amomaxu.w x0, x0, (a1)");
ACCESS(store, "sd x0, 0(a1)");
ACCESS(constant, "ld x0, 16(x0)");
ACCESS(folded, "lui a5, 1\n addi a5, a5, -8\n ld x0, 0(a5)");

struct access {
    const char *name;
    long (*make)(long, unsigned long);
};
#define NAMED(name) { #name, access_##name }
static const struct access accesses[] = {
    NAMED(lb), NAMED(lbu), NAMED(lh), NAMED(lhu), NAMED(lw), NAMED(lwu), NAMED(ld), NAMED(far), NAMED(dead),
    NAMED(dead_pair), NAMED(flw), NAMED(fld), NAMED(lr_w), NAMED(lr_d), NAMED(swap), NAMED(add), NAMED(xor),
    NAMED(and), NAMED(or), NAMED(min), NAMED(max), NAMED(store),
};
static const struct access wild[] = { NAMED(constant), NAMED(folded) };

static uint64_t *page;
static int faults, elsewhere;
static unsigned long last;

static void on_fault(int signal, siginfo_t *info, void *opaque)
{
    unsigned long *registers = ((ucontext_t *)opaque)->uc_mcontext.__gregs;
    faults++;
    last = (unsigned long)info->si_addr;
    if (elsewhere) {
        for (struct site *site = __start_sites; site < __stop_sites; site++) {
            if (registers[0] < site->access || registers[0] >= site->other)
                continue;
            registers[0] = site->other;
            return;
        }
    }
    registers[0] += 4;
}

static void test(const struct access *access, int can_be_right)
{
    static const unsigned long nothing[] = { 0, 8, 64, 1ul << 63, -4096ul, 1ul << 47, 0x80000000 };
    long sum = 0;
    int wanted = 0, wrong = 0;
    faults = 0;
    for (int i = 0; can_be_right && i < Warm; i++)
        sum += access->make(1, (unsigned long)page);
    for (int i = 0; i < Rounds; i++) {
        // Behind a branch that is mostly taken, mostly not, and in turns.
        long is_made = i < 100 || i % 3 != 0 || i > 500;
        unsigned long address = !can_be_right || i % 5 != 0 ? nothing[i % 7] : (unsigned long)page;
        int before = faults, expects = is_made && (!can_be_right || i % 5 != 0);
        sum += access->make(is_made, address);
        wanted += expects;
        // Accesses of two words fault once or, when the handler skips, twice.
        wrong += (faults > before) != expects;
    }
    printf("%s: %ld, faults %s (%d)\n", access->name, sum, wrong == 0 ? "right" : "wrong", wanted);
}

// The handler sees the loop's registers, and the stores before the access.
static void test_loop(void)
{
    long sum = 0, count = 0;
    for (long i = 0; i < 20000; i++) {
        uint64_t *node = i % 7 == 3 ? NULL : page + i % 64;
        __asm__ volatile(".option push\n.option norvc\n sd %1, 0(%2)\n ld x0, 0(%3)\n addi %0, %0, 1\n.option pop"
            : "+r"(count) : "r"(i), "r"(page + 100), "r"(node) : "memory");
        sum += (long)page[100];
    }
    printf("loop: %ld %ld, faults %d at %lx\n", count, sum, faults, last);
}

// Without a reservation nothing is accessed.
static long conditional(unsigned long address)
{
    long failed;
    __asm__ volatile("sc.d %0, x0, (%1)" : "=r"(failed) : "r"(address) : "memory");
    return failed;
}

int main(void)
{
    page = mmap(NULL, Page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(page != MAP_FAILED);
    printf("without a handler\n");
    for (size_t i = 0; i < sizeof accesses / sizeof *accesses; i++)
        IN_CHILD(accesses[i].name, for (int j = 0; j < Warm; j++) accesses[i].make(1, (unsigned long)page); accesses[i].make(1, 64));

    struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
    NEED(sigaction(SIGSEGV, &action, NULL) == 0);
    for (elsewhere = 0; elsewhere < 2; elsewhere++) {
        printf("the handler %s\n", elsewhere ? "goes on elsewhere" : "skips the access");
        for (size_t i = 0; i < sizeof accesses / sizeof *accesses; i++)
            test(&accesses[i], 1);
        for (size_t i = 0; i < sizeof wild / sizeof *wild; i++)
            test(&wild[i], 0);
    }

    elsewhere = faults = 0;
    test_loop();
    faults = 0;
    long failed = 0;
    for (int i = 0; i < Warm; i++)
        failed += conditional(i % 3 == 0 ? (unsigned long)page : i % 3 == 1 ? 64 : 1ul << 63);
    printf("sc without a reservation: %ld failed, %d faults\n", failed, faults);
    return 0;
}
