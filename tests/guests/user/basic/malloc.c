// build: -pthread
// Allocations of all sizes, from four threads, whose contents must stay.
#include "user.h"
#include <malloc.h>
#include <pthread.h>

enum { Slots = 400, Rounds = 20000 };

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static size_t pick_size(uint64_t *state)
{
    uint64_t r = next(state);
    return r % 100 == 0 ? r / 100 % 300000 : r % 10 == 0 ? r / 10 % 5000 : r / 10 % 200;
}

static void *work(void *seed)
{
    uint64_t state = (uintptr_t)seed * 0x9e3779b97f4a7c15u, sum = 0;
    unsigned char *slots[Slots] = {0};
    size_t sizes[Slots] = {0};
    for (int i = 0; i < Rounds; i++) {
        int slot = next(&state) % Slots;
        size_t size = pick_size(&state);
        if (slots[slot] && sizes[slot]) {
            if (slots[slot][0] != (unsigned char)slot || slots[slot][sizes[slot] - 1] != (unsigned char)slot)
                return (void *)1;
            sum += sizes[slot];
        }
        switch (next(&state) % 4) {
        case 0:
            slots[slot] = realloc(slots[slot], size + 1);
            break;
        case 1:
            free(slots[slot]);
            slots[slot] = calloc(1, size + 1);
            break;
        case 2:
            free(slots[slot]);
            slots[slot] = memalign(64, size + 1);
            if ((uintptr_t)slots[slot] % 64)
                return (void *)2;
            break;
        default:
            free(slots[slot]);
            slots[slot] = malloc(size + 1);
        }
        if (!slots[slot])
            return (void *)3;
        sizes[slot] = size + 1;
        memset(slots[slot], slot, size + 1);
    }
    for (int i = 0; i < Slots; i++)
        free(slots[i]);
    return (void *)(sum | (uint64_t)1 << 60);
}

int main(void)
{
    pthread_t threads[4];
    for (uintptr_t i = 0; i < 4; i++)
        NEED(pthread_create(&threads[i], NULL, work, (void *)(i + 1)) == 0);
    for (int i = 0; i < 4; i++) {
        void *result;
        pthread_join(threads[i], &result);
        printf("%d: %lx\n", i, (unsigned long)result);
    }
    errno = 0;
    void *volatile huge = malloc((size_t)1 << 46);
    printf("%d %s\n", huge != NULL, errno_name(errno));
    return 0;
}
