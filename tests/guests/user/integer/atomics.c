// build: -pthread
// Atomic operations: their values at corners, and that none is lost among eight threads.
// guest: riscv64
#include "user.h"
#include <pthread.h>
#include <stdatomic.h>

enum { Threads = 8, Rounds = 20000 };

static const uint64_t values[] = {0, 1, -1, 0x7fffffff, 0x80000000, 0x7fffffffffffffff, 0x8000000000000000, 0x123456789abcdef0};

#define AMO(name) \
    do { \
        uint64_t sum = 14695981039346656037u; \
        for (int i = 0; i < 8; i++) \
            for (int j = 0; j < 8; j++) { \
                uint64_t old, memory = values[i]; \
                __asm__ volatile(#name " %0, %2, %1" : "=r"(old), "+A"(memory) : "r"(values[j])); \
                sum = ((sum ^ old) * 1099511628211u ^ memory) * 1099511628211u; \
            } \
        printf("%-15s %016lx\n", #name, sum); \
    } while (0)

static atomic_long added, xored, largest;
static long by_reservation, by_exchange;
static atomic_flag spin = ATOMIC_FLAG_INIT;
static long guarded;
static unsigned char bytes[8];
static pthread_barrier_t barrier;

static void *work(void *argument)
{
    long self = (long)argument;
    pthread_barrier_wait(&barrier);
    for (long i = 0; i < Rounds; i++) {
        atomic_fetch_add(&added, self + 1);
        atomic_fetch_xor(&xored, i * 8 + self);
        long seen = atomic_load(&largest), candidate = i * Threads + self;
        while (candidate > seen && !atomic_compare_exchange_weak(&largest, &seen, candidate)) {
        }
        long value, failed;
        do
            __asm__ volatile("lr.d.aq %0, %2; addi %0, %0, 3; sc.d.rl %1, %0, %2"
                             : "=&r"(value), "=&r"(failed), "+A"(by_reservation)::"memory");
        while (failed);
        if (i % 16 == 0) {
            while (atomic_flag_test_and_set_explicit(&spin, memory_order_acquire)) {
            }
            guarded++;
            atomic_flag_clear_explicit(&spin, memory_order_release);
        }
        __atomic_fetch_add(&bytes[self], 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&by_exchange, 1, __ATOMIC_ACQ_REL);
    }
    return NULL;
}

int main(void)
{
    AMO(amoadd.d); AMO(amoswap.d); AMO(amoxor.d); AMO(amoand.d); AMO(amoor.d); AMO(amomin.d); AMO(amomax.d); AMO(amominu.d); AMO(amomaxu.d);
    AMO(amoadd.w); AMO(amoswap.w); AMO(amoxor.w); AMO(amoand.w); AMO(amoor.w); AMO(amomin.w); AMO(amomax.w); AMO(amominu.w); AMO(amomaxu.w);
    AMO(amoadd.d.aqrl); AMO(amoswap.w.aq); AMO(amoor.d.rl);
    uint64_t memory = 5, other = 6, value, failed;
    __asm__ volatile("lr.d %0, %2; sc.d %1, %3, %4" : "=&r"(value), "=&r"(failed), "+A"(memory) : "r"(9L), "A"(other));
    printf("sc to another address: %d %ld %ld\n", failed != 0, memory, other);
    __asm__ volatile("sc.d %0, %2, %1" : "=&r"(failed), "+A"(memory) : "r"(9L));
    printf("sc without lr: %d %ld\n", failed != 0, memory);
    __asm__ volatile("lr.w %0, %2; sc.w %1, %3, %2; sc.w %1, %4, %2" : "=&r"(value), "=&r"(failed), "+A"(memory) : "r"(-7L), "r"(8L));
    printf("second sc: %d %lx\n", failed != 0, memory);

    pthread_barrier_init(&barrier, NULL, Threads);
    pthread_t threads[Threads];
    for (long i = 0; i < Threads; i++)
        NEED(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
    for (int i = 0; i < Threads; i++)
        pthread_join(threads[i], NULL);
    SHOW(added), SHOW(xored), SHOW(largest), SHOW(by_reservation), SHOW(by_exchange), SHOW(guarded);
    for (int i = 0; i < 8; i++)
        SHOW(bytes[i]);
    return 0;
}
