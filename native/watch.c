/*
 * Pages that a guest may store to and that code was decoded from: the host keeps them read-only, so that the first store
 * faults. The handler notes the page, lets stores through again and makes the access once more; managed code then forgets
 * what was decoded (Emu.Linux.Memory.GuestMemory, docs/decisions/0013-changing-code.md). What the guest knows of its
 * protection does not change.
 *
 * Invariant: while the lock is held, a page's bit is set exactly when the page is kept read-only. Nothing under the lock
 * touches guest memory, so that no fault waits for it.
 */
#include "signals.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGE_SHIFT = 12, WORD_BITS = 64, STORED_COUNT = 1024, MAIL_REQUEST = 4 };

/* Emu.Linux.Memory.WatchCounters. */
static struct {
    volatile uint64_t watched;     /* pages that are read-only at the moment */
    volatile uint64_t stored;      /* pages that wait to be taken */
    volatile uint64_t faults;      /* stores that met such a page, from the start */
    volatile uint64_t protections; /* pages that were made read-only, from the start */
} counters;

static uint64_t base, limit;
static uint64_t *watched_bits;

/* No bit is set outside of these words. */
static uint64_t first_word = UINT64_MAX, last_word;

/* Guest addresses of pages that were stored to and have not been taken; more than fit count as all. */
static uint64_t stored[STORED_COUNT];
static int is_overflowed;

static volatile int32_t lock;

/* Another process wants all pages opened: whoever has the lock, or gets it next, does that. */
static volatile int32_t is_asked;

/* The last fault of the thread that nothing explained. */
static __thread uint64_t last_pc, last_address;

static void acquire(void)
{
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE))
        (void)syscall(SYS_sched_yield);
}

static int is_watched(uint64_t page)
{
    return watched_bits[page / WORD_BITS] >> page % WORD_BITS & 1;
}

static void open_range(uint64_t page, uint64_t last);

static void release(void)
{
    __atomic_store_n(&lock, 0, __ATOMIC_SEQ_CST);
    while (is_asked && !__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE)) {
        is_asked = 0;
        open_range(0, (limit >> PAGE_SHIFT) - 1);
        /* Also pages that nobody watches may have been written. */
        counters.stored = STORED_COUNT;
        is_overflowed = 1;
        __atomic_store_n(&lock, 0, __ATOMIC_SEQ_CST);
    }
}

void emu_watch_begin(uint64_t host_base, uint64_t guest_limit)
{
    uint64_t bytes = (guest_limit >> PAGE_SHIFT) / 8 + sizeof(uint64_t);
    void *bits = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (bits == MAP_FAILED)
        return;
    base = host_base;
    limit = guest_limit;
    watched_bits = bits;
}

static void note_stored(uint64_t page)
{
    if (counters.stored < STORED_COUNT)
        stored[counters.stored++] = page << PAGE_SHIFT;
    else
        is_overflowed = 1;
}

static void unwatch(uint64_t page)
{
    watched_bits[page / WORD_BITS] &= ~(1ull << page % WORD_BITS);
    counters.watched--;
    note_stored(page);
}

/* Lets stores to pages through, which have to be watched. When the host has no room for one more mapping, as many of
 * their neighbours as are watched go with them, which takes none. */
static int open_pages(uint64_t first, uint64_t end)
{
    int result = mprotect((void *)(base + (first << PAGE_SHIFT)), (end - first) << PAGE_SHIFT, PROT_READ | PROT_WRITE);
    if (result != 0) {
        while (first > 0 && is_watched(first - 1))
            first--;
        while (end < limit >> PAGE_SHIFT && is_watched(end))
            end++;
        result = mprotect((void *)(base + (first << PAGE_SHIFT)), (end - first) << PAGE_SHIFT, PROT_READ | PROT_WRITE);
    }
    if (result != 0)
        return -errno;
    for (uint64_t page = first; page < end; page++)
        unwatch(page);
    return 0;
}

/*
 * Keeps a page read-only from now on, which the guest may store to; a guest address. Returns 0, or -errno when the host
 * does not let it be.
 */
int emu_watch_page(uint64_t address)
{
    if (!watched_bits)
        return -ENOSYS;
    uint64_t page = address >> PAGE_SHIFT, word = page / WORD_BITS;
    if (address >= limit)
        return -EINVAL;
    int result = 0;
    acquire();
    if (!is_watched(page)) {
        if (mprotect((void *)(base + (page << PAGE_SHIFT)), HOST_PAGE, PROT_READ) == 0) {
            watched_bits[word] |= 1ull << page % WORD_BITS;
            first_word = word < first_word ? word : first_word;
            last_word = word > last_word ? word : last_word;
            counters.watched++;
            counters.protections++;
        } else {
            result = -errno;
        }
    }
    release();
    return result;
}

/* Opens what is watched of the pages from one to another. */
static void open_range(uint64_t page, uint64_t last)
{
    if (page / WORD_BITS < first_word)
        page = first_word * WORD_BITS;
    if (last / WORD_BITS > last_word)
        last = last_word * WORD_BITS + WORD_BITS - 1;
    while (page <= last && counters.watched != 0) {
        if (watched_bits[page / WORD_BITS] >> page % WORD_BITS == 0) {
            page = (page / WORD_BITS + 1) * WORD_BITS;
        } else if (!is_watched(page)) {
            page++;
        } else {
            uint64_t run = page + 1;
            while (run <= last && is_watched(run))
                run++;
            if (open_pages(page, run) != 0)
                break;
            page = run;
        }
    }
}

/* Lets stores to the watched pages of a range through, and counts them as stored to. Returns how many there were. */
uint64_t emu_watch_open(uint64_t start, uint64_t end)
{
    if (!watched_bits || counters.watched == 0 || start >= end || start >= limit)
        return 0;
    acquire();
    uint64_t before = counters.watched;
    open_range(start >> PAGE_SHIFT, ((end < limit ? end : limit) - 1) >> PAGE_SHIFT);
    uint64_t opened = before - counters.watched;
    release();
    return opened;
}

/* Whether some page of a range is watched at the moment. */
int emu_watch_covers(uint64_t start, uint64_t end)
{
    if (!watched_bits || counters.watched == 0 || end > limit)
        return 0;
    for (uint64_t page = start >> PAGE_SHIFT; page << PAGE_SHIFT < end; page++)
        if (is_watched(page))
            return 1;
    return 0;
}

/* Moves the pages that were stored to into a buffer with room for STORED_COUNT. Returns how many, or -1 for all there
 * are. */
int emu_watch_take(uint64_t *pages)
{
    acquire();
    int count = (int)counters.stored;
    for (int i = 0; i < count; i++)
        pages[i] = stored[i];
    if (is_overflowed)
        count = -1;
    is_overflowed = 0;
    counters.stored = 0;
    release();
    return count;
}

/* In a handler of signals, which may have interrupted one that has the lock: opens all pages, or sees to it. */
void emu_watch_asked(void)
{
    if (!watched_bits)
        return;
    is_asked = 1;
    if (!__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE))
        release();
}

/* In a child process, whose only thread calls. */
void emu_watch_forked(void)
{
    lock = 0;
}

void *emu_watch_counters(void)
{
    return &counters;
}

static int is_store(ucontext_t *context)
{
#if defined(__x86_64__)
    return (context->uc_mcontext.gregs[REG_ERR] & 2) != 0;
#else
    (void)context;
    return 1;
#endif
}

/*
 * For the handler of faults: returns 1 when the access is to be made again. That is also so when the fault has no reason
 * any more, because another thread has let stores through or changed the mapping meanwhile: a second fault of the same
 * access tells.
 */
int emu_watch_fault(int signal, const siginfo_t *info, ucontext_t *context)
{
    uint64_t host = (uint64_t)info->si_addr;
    if (signal != SIGSEGV || info->si_code != SEGV_ACCERR || !watched_bits || host < base || host - base >= limit)
        return 0;
    int saved_errno = errno, result = 0;
    uint64_t page = (host - base) >> PAGE_SHIFT;
    acquire();
    if (is_watched(page)) {
        result = open_pages(page, page + 1) == 0;
        counters.faults++;
    }
    release();
    if (result) {
        struct guest_signals *self = emu_current_signals();
        if (self && self->requests)
            (void)__atomic_or_fetch(self->requests, MAIL_REQUEST, __ATOMIC_SEQ_CST);
    } else if (is_store(context)) {
        result = last_pc != CONTEXT_PC(context) || last_address != host;
        last_pc = result ? CONTEXT_PC(context) : 0;
        last_address = host;
    }
    errno = saved_errno;
    return result;
}
