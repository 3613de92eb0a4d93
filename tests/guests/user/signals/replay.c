// Accesses that fault in hot code, between which something happens that must not happen twice, and that a handler and
// other threads must not see too early; and a store-conditional where there is no page.
// build: -pthread
// guest: riscv64
#include "user.h"
#include <pthread.h>
#include <stdatomic.h>
#include <ucontext.h>

enum { Page = 4096, Warm = 400, Rounds = 300 };

static uint8_t *good, *edge; // the page from the edge on is closed
static uint64_t seen_t0, seen_memory, seen_address;
static int faults;
static bool skips;

static void on_fault(int signal, siginfo_t *info, void *opaque)
{
    ucontext_t *context = opaque;
    faults++;
    seen_t0 = context->uc_mcontext.__gregs[5];
    memcpy(&seen_memory, edge - 8, 8);
    seen_address = (uint64_t)info->si_addr - (uint64_t)edge;
    if (skips) context->uc_mcontext.__gregs[0] += 4;
    else NEED(mprotect(edge, Page, PROT_READ | PROT_WRITE) == 0);
}

#define ROUND(name, body) \
    static uint64_t __attribute__((noinline)) name(uint8_t *to, uint64_t with) \
    { \
        register uint8_t *a0 __asm__("a0") = to; \
        register uint64_t a1 __asm__("a1") = with; \
        register uint64_t t0 __asm__("t0") = 0; \
        __asm__ volatile(".option push\n.option norvc\n" body "\n.option pop" \
                         : "+r"(a0), "+r"(a1), "+r"(t0) \
                         : \
                         : "a2", "a3", "a4", "a5", "t1", "t2", "ft0", "ft1", "memory"); \
        return t0; \
    }

// Byte stores of one word, put off past another store: of what was loaded before, and of something else.
ROUND(bytes, "lbu t0,-8(a0)\n sb a1,0(a0)\n addi t0,t0,1\n sb t0,-8(a0)\n srli a2,a1,8\n sb a2,1(a0)\n srli a3,a1,16\n"
             "sb a3,2(a0)\n srli a4,a1,24\n sb a4,3(a0)")
ROUND(copy, "lbu t0,-8(a0)\n lbu a2,-16(a0)\n lbu a3,-15(a0)\n lbu a4,-14(a0)\n lbu a5,-13(a0)\n sb a2,0(a0)\n addi t0,t0,1\n"
            "sb t0,-8(a0)\n sb a3,1(a0)\n sb a4,2(a0)\n sb a5,3(a0)")
ROUND(turns, "lbu t0,-8(a0)\n srli a2,a1,8\n srli a3,a1,16\n srli a4,a1,24\n addi t0,t0,1\n sb a1,-8(a0)\n sb t0,0(a0)\n"
             "sb a2,-7(a0)\n sb a2,1(a0)\n sb a3,-6(a0)\n sb a3,2(a0)\n sb a4,-5(a0)\n sb a4,3(a0)")
// A run that lies across the edge, behind a store.
ROUND(across, "ld t0,-8(a0)\n addi t0,t0,1\n sd t0,-8(a0)\n srli a2,a1,8\n srli a3,a1,16\n srli a4,a1,24\n sb a1,-2(a0)\n"
              "sb a2,-1(a0)\n sb a3,0(a0)\n sb a4,1(a0)")
ROUND(two, "srli a2,a1,8\n srli a3,a1,16\n srli a4,a1,24\n sb a1,-8(a0)\n sb a2,-7(a0)\n sb a3,-6(a0)\n sb a4,-5(a0)\n sb a1,0(a0)\n"
           "sb a2,1(a0)\n sb a3,2(a0)\n sb a4,3(a0)")
// Control registers between stores through one register.
ROUND(flags, "li t1,3\n fsflags x0,x0\n fcvt.d.l ft0,t1,rne\n li t1,1\n fcvt.d.l ft1,t1,rne\n sd a1,-8(a0)\n frflags t0\n"
             "fdiv.d ft0,ft1,ft0\n sd a1,0(a0)")
ROUND(swaps, "li t1,3\n li t0,0\n fsflags x0,t0\n sd a1,-8(a0)\n fsflags t0,t1\n sd a1,0(a0)\n fsflags x0,x0")
ROUND(rounding, "sd a1,-8(a0)\n fsrm t0,x0\n li t1,2\n fsrm t2,t1\n sd a1,0(a0)\n frrm t0\n fsrm x0,x0")
ROUND(load, "ld t0,-8(a0)\n addi t0,t0,1\n sd t0,-8(a0)\n sd a1,0(a0)")
ROUND(atomic, "addi a2,a0,-8\n li t1,1\n amoadd.d t0,t1,(a2)\n sd t0,-8(a2)\n sd a1,0(a0)")
ROUND(reserved, "addi a2,a0,-8\n lr.d t0,(a2)\n addi t0,t0,1\n sc.d t2,t0,(a2)\n sd a1,-16(a0)\n sd a1,0(a0)")
// The store-conditional itself faults where the page may be read only.
ROUND(pair, "1: lr.d t0,(a0)\n addi t0,t0,1\n sc.d t2,t0,(a0)\n bnez t2,1b")
// Without a reservation it fails, and accesses nothing.
ROUND(unreserved, "addi a2,a0,-8\n lr.d t1,(a2)\n sc.d t1,t1,(a2)\n sc.d t0,a1,(a0)")
ROUND(elsewhere, "addi a2,a0,-8\n lr.d t1,(a2)\n sc.d t0,a1,(a0)")

typedef uint64_t function(uint8_t *, uint64_t);

static void test(const char *name, function *tested, int protection)
{
    for (int i = 0; i < Warm; i++) {
        memset(good, 0x10, 64);
        tested(good + 16, (uint64_t)i);
    }
    NEED(mprotect(edge, Page, PROT_READ | PROT_WRITE) == 0);
    memset(edge - 64, 0x20, 64);
    memset(edge, 0, 64);
    NEED(mprotect(edge, Page, protection) == 0);
    faults = 0;
    seen_t0 = seen_memory = seen_address = 0;
    uint64_t result = tested(edge, 0x0807060504030201u), before, behind;
    NEED(mprotect(edge, Page, PROT_READ | PROT_WRITE) == 0);
    memcpy(&before, edge - 8, 8);
    memcpy(&behind, edge, 8);
    printf("%s: %d faults at %+ld, t0 %lx memory %016lx then; t0 %lx memory %016lx %016lx\n", name, faults, (long)seen_address,
           seen_t0, seen_memory, result, before, behind);
}

// Counts how often it finds the word set: each time it clears it.
static void *watch(void *opaque)
{
    _Atomic uint32_t *word = opaque;
    uint64_t found = 0;
    while (true) {
        uint32_t value = atomic_load(word);
        if (value == 2) return (void *)found;
        if (value == 1 && atomic_compare_exchange_strong(word, &value, 0)) found++;
    }
}

// Among stores through one register, one that another thread sees at once, before one that faults.
static void __attribute__((noinline)) store_some(uint8_t *to)
{
    __asm__ volatile("li t0, 1\n sw t0, -8(%0)\n sw t0, 0(%0)\n sw t0, 64(%0)\n sw t0, 128(%0)" : : "r"(to) : "t0", "memory");
}

static void test_other_thread(void)
{
    for (int i = 0; i < Warm; i++)
        store_some(good + 64);
    skips = true;
    NEED(mprotect(edge, Page, PROT_NONE) == 0);
    pthread_t thread;
    _Atomic uint32_t *word = (_Atomic uint32_t *)(edge - 64);
    atomic_store(word, 0);
    NEED(pthread_create(&thread, NULL, watch, (void *)word) == 0);
    faults = 0;
    for (int i = 0; i < Rounds; i++) {
        store_some(edge - 64);
        while (atomic_load(word) != 0) {
        }
    }
    atomic_store(word, 2);
    void *found;
    NEED(pthread_join(thread, &found) == 0);
    printf("%d rounds: %d faults, stored %ld times\n", Rounds, faults, (long)found);
}

int main(void)
{
    sigaction(SIGSEGV, &(struct sigaction){ .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO }, NULL);
    good = mmap(NULL, 2 * Page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    edge = mmap(NULL, 2 * Page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(good != MAP_FAILED && edge != MAP_FAILED);
    edge += Page;
    static const struct { const char *name; function *tested; } cases[] = {
        { "bytes", bytes }, { "copy", copy }, { "turns", turns }, { "across", across }, { "two", two }, { "flags", flags },
        { "swaps", swaps }, { "rounding", rounding }, { "load", load }, { "atomic", atomic }, { "reserved", reserved },
        { "pair", pair }, { "unreserved", unreserved }, { "elsewhere", elsewhere },
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        test(cases[i].name, cases[i].tested, PROT_NONE);
        test(cases[i].name, cases[i].tested, PROT_READ);
    }
    test_other_thread();
    return 0;
}
