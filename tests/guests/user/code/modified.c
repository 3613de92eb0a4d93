// Code that changes: rewritten in place, by the same and by another thread, remapped, moved, unprotected.
// build: -pthread
#include "user.h"
#include "code.h"
#include <pthread.h>

typedef long (*Function)(long);

static void put(uint32_t *code, int value)
{
    code[0] = add_to_argument(value);
    code[1] = Return;
}

static uint32_t *page;
static volatile int turn;

static void *rewrite(void *unused)
{
    for (int i = 1; i <= 200; i++) {
        while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) != 1) {
        }
        put(page, i);
        __builtin___clear_cache((char *)page, (char *)(page + 2));
        __atomic_store_n(&turn, 0, __ATOMIC_RELEASE);
    }
    return NULL;
}

static void by_another_thread(void)
{
    pthread_t thread;
    NEED(pthread_create(&thread, NULL, rewrite, NULL) == 0);
    long sum = 0;
    for (int i = 1; i <= 200; i++) {
        __atomic_store_n(&turn, 1, __ATOMIC_RELEASE);
        while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) != 0) {
        }
        fetch_anew(page, 8);
        for (int k = 0; k < 20; k++)
            sum = ((Function)page)(sum);
    }
    pthread_join(thread, NULL);
    SHOW(sum);
}

int main(void)
{
    page = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(page != MAP_FAILED);
    long sum = 0;
    for (int i = 0; i < 300; i++) {
        put(page, i);
        fetch_anew(page, 8);
        for (int k = 0; k < 10; k++)
            sum = ((Function)page)(sum);
    }
    SHOW(sum);
    for (int i = 0; i < 100; i++) {
        put(page + 64, i);
        __builtin___clear_cache((char *)(page + 64), (char *)(page + 66));
        sum = ((Function)(page + 64))(sum);
    }
    SHOW(sum);

#ifdef __riscv
    // An instruction over the end of a page, of which either half changes.
    uint16_t *edge = (uint16_t *)((char *)page + 4094);
    for (int i = 0; i < 100; i++) {
        uint32_t word = add_to_argument(i);
        memcpy(edge, &word, 4);
        word = Return;
        memcpy(edge + 2, &word, 4);
        fetch_anew(edge, 8);
        sum = ((Function)edge)(sum);
        edge[1] = add_to_argument(i + 1) >> 16;
        fetch_anew(edge, 8);
        sum = ((Function)edge)(sum);
    }
    SHOW(sum);
#endif

    // Through write(2)-like copies by the kernel.
    int pipe_ends[2];
    NEED(pipe(pipe_ends) == 0);
    for (int i = 0; i < 50; i++) {
        uint32_t code[2];
        put(code, i * 3);
        NEED(write(pipe_ends[1], code, 8) == 8 && read(pipe_ends[0], page, 8) == 8);
        fetch_anew(page, 8);
        sum = ((Function)page)(sum);
    }
    SHOW(sum);

    // The other way round: written without permission to execute, then protected.
    uint32_t *other = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 50; i++) {
        NEED(mprotect(other, 4096, PROT_READ | PROT_WRITE) == 0);
        put(other, i);
        NEED(mprotect(other, 4096, PROT_READ | PROT_EXEC) == 0);
        fetch_anew(other, 8);
        sum = ((Function)other)(sum);
        sum = ((Function)other)(sum);
    }
    SHOW(sum);

    // Other memory in the place of code.
    for (int i = 0; i < 30; i++) {
        other = mmap(other, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        NEED(other != MAP_FAILED);
        put(other, i);
        fetch_anew(other, 8);
        sum = ((Function)other)(sum);
    }
    SHOW(sum);
    uint32_t *target = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    other = mremap(other, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, target);
    sum = ((Function)other)(sum);
    SHOW(sum);
    IN_CHILD("the place left", ((Function)(target == other ? (void *)((char *)page + 3 * 4096 + 0x100000000) : 0))(1));
    IN_CHILD("not executable", {
        mprotect(other, 4096, PROT_READ | PROT_WRITE);
        ((Function)other)(1);
    });
    IN_CHILD("unmapped", {
        munmap(other, 4096);
        ((Function)other)(1);
    });
    by_another_thread();
    return 0;
}
