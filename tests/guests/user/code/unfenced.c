// Code that changes itself and never executes fence.i, as programs do that x86 has spoilt: what was stored runs behind the
// next jump. In hot loops, by every kind of store and of jump, with data beside the code, and by the kernel's own stores.
// build: -pthread
// guest: riscv64
#include "user.h"
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>

enum { Page = 4096, Return = 0x00008067, Iterations = 20480, Every = 1024 };

typedef long (*Function)(long);

static uint32_t addi(int value)
{
    return (uint32_t)(value & 0x7ff) << 20 | 10 << 15 | 10 << 7 | 0x13; // addi a0, a0, value
}

static char *new_pages(int count)
{
    void *made = mmap(NULL, count * Page, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(made != MAP_FAILED);
    return made;
}

static void put(char *code, int value)
{
    ((volatile uint32_t *)code)[0] = addi(value);
    ((volatile uint32_t *)code)[1] = Return;
}

static long run(char *code, long value)
{
    __asm__ volatile("" ::: "memory");
    return ((Function)code)(value);
}

// A loop of a0 rounds that adds the immediate of `slot` to a3 in each, and puts a new one there in every 1024th, just before
// it jumps there. t0 is the new instruction, t1 its address. The parts are 4-byte instructions.
#define SELF(name, store, jump) \
    __asm__(".pushsection .rodata\n.option push\n.option norvc\n.balign 8\n" \
            ".globl " name "\n" name ":\n" \
            "  mv a5, ra\n  li a3, 0\n" \
            "1: lla t1, 5f\n  andi t2, a0, 1023\n  bnez t2, 4f\n" \
            "  srli t0, a0, 10\n  slli t0, t0, 20\n  li t3, 0x00068693\n  or t0, t0, t3\n" \
            "  " store "\n  " jump "\n" \
            "4: j 5f\n" \
            "  .balign 8\n5: addi a3, a3, 0\n  nop\n" \
            "  addi a0, a0, -1\n  bnez a0, 1b\n  mv a0, a3\n  mv ra, a5\n  ret\n" \
            ".option pop\n.popsection\n")

#define WORD "sw t0, 0(t1)"
#define DOUBLE "slli t4, t0, 0\n li t5, 0x13\n slli t5, t5, 32\n slli t4, t4, 32\n srli t4, t4, 32\n or t4, t4, t5\n sd t4, 0(t1)"
#define HALVES "srli t4, t0, 16\n sh t4, 2(t1)"
#define BYTES "srli t4, t0, 16\n sb t4, 2(t1)\n srli t4, t0, 24\n sb t4, 3(t1)"
#define SWAP "amoswap.w t4, t0, (t1)"
#define CONDITIONAL "9: lr.w t4, (t1)\n sc.w t4, t0, (t1)\n bnez t4, 9b"
#define FLOAT "fmv.w.x ft0, t0\n fsw ft0, 0(t1)"

#define FORWARD "j 5f"
#define BRANCH "beqz t2, 5f"
#define PASSED_BRANCH "bnez t2, 1b\n j 5f"
#define INDIRECT "jr t1"

SELF("word_forward", WORD, FORWARD);
extern const char word_forward[], word_branch[], word_indirect[], double_forward[], halves_branch[], bytes_forward[],
    bytes_indirect[], swap_forward[], swap_branch[], conditional_forward[], float_forward[], word_return[], word_passed[];
SELF("word_branch", WORD, BRANCH);
SELF("word_indirect", WORD, INDIRECT);
SELF("word_passed", WORD, PASSED_BRANCH);
SELF("double_forward", DOUBLE, FORWARD);
SELF("halves_branch", HALVES, BRANCH);
SELF("bytes_forward", BYTES, FORWARD);
SELF("bytes_indirect", BYTES, INDIRECT);
SELF("swap_forward", SWAP, FORWARD);
SELF("swap_branch", SWAP, BRANCH);
SELF("conditional_forward", CONDITIONAL, FORWARD);
SELF("float_forward", FLOAT, FORWARD);
SELF("word_return", WORD, "mv ra, t1\n ret");

static void changes_itself(const char *name, const char *code)
{
    long expected = 0, value = 0;
    for (long i = Iterations; i != 0; i--) {
        if (i % Every == 0)
            value = i / Every;
        expected += value;
    }
    char *page = new_pages(1);
    memcpy(page, code, 256);
    long sum = run(page, Iterations);
    printf("%s: %s\n", name, sum == expected ? "right" : "WRONG");
    munmap(page, Page);
}

#define CHANGES_ITSELF(code) changes_itself(#code, code)

// Hot code that is patched now and then.
static void patched(void)
{
    char *page = new_pages(1);
    long stale = 0;
    for (int i = 0; i < 60; i++) {
        put(page, i);
        for (int k = 0; k < 500; k++)
            stale += run(page, k) != k + i;
    }
    for (int i = 0; i < 5000; i++) {
        put(page + 64, i);
        stale += run(page + 64, 1) != 1 + (i & 0x7ff);
    }
    SHOW(stale);
}

// Data that changes beside code that does not: a trampoline in a stack's page.
static void beside(void)
{
    char *page = new_pages(1);
    volatile long *data = (volatile long *)(page + 2048);
    long sum = 0;
    put(page, 3);
    for (int i = 0; i < 30000; i++) {
        *data += i;
        sum = run(page, sum) ^ *data;
    }
    SHOW(sum);
}

static int zero(void)
{
    return 0;
}

// The page holds code that has run, and the call writes beside it.
#define BESIDE(call) \
    do { \
        char *place = page + 2048; \
        memset(place, 0, 1024); \
        put(page, ++value); \
        NEED(run(page, 0) == value); \
        (void)place; \
        TRY(call); \
        put(page, ++value); \
        NEED(run(page, 0) == value); \
    } while (0)

static void by_kernel(void)
{
    char *page = new_pages(1);
    int value = 0, ends[2], sockets[2], file = open("data", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char text[4096];
    memset(text, 'x', sizeof text);
    NEED(pipe(ends) == 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, sockets) == 0 && file >= 0);
    NEED(write(file, text, sizeof text) == sizeof text);
    NEED(write(ends[1], text, 100) == 100);
    BESIDE(read(ends[0], place, 10));
    BESIDE(readv(ends[0], &(struct iovec){ place, 10 }, 1));
    BESIDE(pread(file, place, 1024, 0));
    BESIDE(preadv(file, (struct iovec[]){ { text, 5 }, { place, 500 } }, 2, 0));
    for (int i = 0; i < 4; i++)
        NEED(send(sockets[0], "datagram", 8, 0) == 8);
    BESIDE(recv(sockets[1], place, 100, 0));
    BESIDE(recvfrom(sockets[1], place, 100, 0, (struct sockaddr *)(place + 200), (memset(place + 190, 0, 4), (socklen_t *)(place + 192))));
    BESIDE(recvmsg(sockets[1], &(struct msghdr){ .msg_iov = &(struct iovec){ place, 100 }, .msg_iovlen = 1 }, 0));
    BESIDE(recvmsg(sockets[1], memcpy(place + 512, &(struct msghdr){ .msg_iov = &(struct iovec){ place, 100 }, .msg_iovlen = 1 }, sizeof(struct msghdr)), 0));
    BESIDE(uname((struct utsname *)place));
    BESIDE(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, place));
    BESIDE(clock_gettime(CLOCK_MONOTONIC, (struct timespec *)place));
    BESIDE(getrlimit(RLIMIT_CORE, (struct rlimit *)place));
    BESIDE(fstat(file, (struct stat *)place));
    BESIDE(syscall(SYS_getcwd, place, 1000) > 0);
    BESIDE(ioctl(ends[0], FIONREAD, place));
    BESIDE(sigaltstack(NULL, (stack_t *)place));
    BESIDE(sigaction(SIGUSR1, NULL, (struct sigaction *)place));
    BESIDE(sigprocmask(SIG_BLOCK, NULL, (sigset_t *)place));
    BESIDE(getsockname(sockets[0], (struct sockaddr *)place, memcpy(place + 200, &(socklen_t){ 100 }, sizeof(socklen_t))));
    BESIDE(getsockopt(sockets[0], SOL_SOCKET, SO_TYPE, place, memcpy(place + 200, &(socklen_t){ 4 }, sizeof(socklen_t))));
    BESIDE(poll(memcpy(place, &(struct pollfd){ ends[1], POLLOUT, 0 }, sizeof(struct pollfd)), 1, 0));
    BESIDE(pipe((int *)place) + close(((int *)place)[0]) + close(((int *)place)[1]));
    BESIDE(syscall(SYS_getdents64, open(".", O_RDONLY | O_DIRECTORY), place, 1000) > 0);
    BESIDE(syscall(SYS_futex, place, 0 /* FUTEX_WAIT */, 1, NULL, NULL, 0));
    BESIDE(syscall(SYS_futex, place, 1 /* FUTEX_WAKE */, 1, NULL, NULL, 0));
    BESIDE(syscall(SYS_futex, place, 5 /* FUTEX_WAKE_OP */, 1, 1, place + 64, 0x00001000));
    BESIDE(syscall(SYS_get_robust_list, 0, place, place + 64));
    BESIDE(waitid(P_ALL, 0, (siginfo_t *)place, WEXITED | WNOHANG));
    pid_t child = fork();
    NEED(child >= 0);
    if (child == 0)
        _exit(7);
    BESIDE(waitpid(child, (int *)place, 0) == child && WEXITSTATUS(*(int *)place) == 7);
    // Over the code itself.
    uint32_t words[2] = { addi(77), Return };
    for (int i = 0; i < 3; i++) {
        NEED(lseek(file, 0, SEEK_SET) == 0);
        words[0] = addi(77 + i);
        NEED(write(file, words, 8) == 8 && pread(file, page, 8, 0) == 8);
        SHOW(run(page, 0));
        words[0] = addi(177 + i);
        NEED(write(ends[1], words, 8) == 8);
        NEED(read(ends[0], text, 80 * (i == 0)) >= 0 && read(ends[0], page, 8) == 8);
        SHOW(run(page, 0));
    }
    SHOW(zero());
}

static char *handled;

static void on_signal(int number)
{
    put(handled, 9);
    SHOW(run(handled, number));
}

// The frame of a signal lies beside code, and so does what the kernel clears when a thread ends.
static void frames_beside(void)
{
    char *pages = new_pages(5);
    handled = pages + 4 * Page - 64;
    stack_t stack = { .ss_sp = pages, .ss_size = 4 * Page - 64 };
    NEED(sigaltstack(&stack, NULL) == 0);
    NEED(sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = on_signal, .sa_flags = SA_ONSTACK }, NULL) == 0);
    for (int i = 0; i < 3; i++) {
        put(handled, i);
        SHOW(run(handled, 0));
        raise(SIGUSR1);
    }
    stack.ss_flags = SS_DISABLE;
    NEED(sigaltstack(&stack, NULL) == 0);
}

static char *crowded;

static void *crowd(void *argument)
{
    volatile long *own = (volatile long *)(crowded + 2048 + 64 * (long)argument);
    for (int i = 0; i < 20000; i++)
        *own += 1;
    return NULL;
}

static void crowded_page(void)
{
    enum { Threads = 4 };
    pthread_t threads[Threads];
    crowded = new_pages(1);
    put(crowded, 1);
    for (long i = 0; i < Threads; i++)
        NEED(pthread_create(&threads[i], NULL, crowd, (void *)i) == 0);
    long sum = 0;
    for (int i = 0; i < 20000; i++)
        sum = run(crowded, sum);
    SHOW(sum);
    for (int i = 0; i < Threads; i++)
        pthread_join(threads[i], NULL);
    sum = 0;
    for (int i = 0; i < Threads; i++)
        sum += *(long *)(crowded + 2048 + 64 * i);
    SHOW(sum);
}

static void moved_and_protected(void)
{
    char *pages = new_pages(4);
    long sum = 0;
    for (int i = 0; i < 4; i++) {
        put(pages + i * Page, i + 1);
        sum = run(pages + i * Page, sum);
    }
    SHOW(sum);
    char *moved = mremap(pages + Page, 2 * Page, 2 * Page, MREMAP_MAYMOVE | MREMAP_FIXED, new_pages(2));
    NEED(moved != MAP_FAILED);
    put(moved, 10);
    put(moved + Page, 20);
    SHOW(run(moved + Page, run(moved, 0)));
    char *longer = mremap(moved, 2 * Page, 64 * Page, MREMAP_MAYMOVE);
    NEED(longer != MAP_FAILED);
    for (int i = 0; i < 64; i++)
        put(longer + i * Page, i);
    for (int i = 0; i < 64; i++)
        sum = run(longer + i * Page, sum);
    SHOW(sum);
    for (int i = 0; i < 50; i++) {
        NEED(mprotect(longer, 8 * Page, PROT_READ | PROT_WRITE) == 0);
        put(longer + i % 8 * Page, i + 100);
        NEED(mprotect(longer, 8 * Page, PROT_READ | PROT_EXEC) == 0);
        sum = run(longer + i % 8 * Page, sum);
    }
    SHOW(sum);
    NEED(mprotect(longer, 64 * Page, PROT_READ | PROT_WRITE | PROT_EXEC) == 0);
    for (int i = 0; i < 10; i++) {
        NEED(madvise(longer, 4 * Page, MADV_DONTNEED) == 0);
        put(longer, i);
        sum = run(longer, sum);
        NEED(mmap(longer, Page, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == longer);
        put(longer, i + 1);
        sum = run(longer, sum);
        IN_CHILD("child", put(longer, i + 2); _exit(run(longer, 0)));
        sum = run(longer, sum);
    }
    SHOW(sum);
    // Memory that holds code and may not be stored to is still that.
    NEED(mprotect(longer, Page, PROT_READ | PROT_EXEC) == 0);
    IN_CHILD("read-only", put(longer, 1));
    TRY(read(open("/dev/zero", O_RDONLY), longer, 8));
    SHOW(run(longer, 0));
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    printf("fault %d, code %d\n", number, info->si_code);
    _exit(50);
}

static void all(void)
{
    CHANGES_ITSELF(word_forward);
    CHANGES_ITSELF(word_branch);
    CHANGES_ITSELF(word_indirect);
    CHANGES_ITSELF(word_passed);
    CHANGES_ITSELF(word_return);
    CHANGES_ITSELF(double_forward);
    CHANGES_ITSELF(halves_branch);
    CHANGES_ITSELF(bytes_forward);
    CHANGES_ITSELF(bytes_indirect);
    CHANGES_ITSELF(swap_forward);
    CHANGES_ITSELF(swap_branch);
    CHANGES_ITSELF(conditional_forward);
    CHANGES_ITSELF(float_forward);
    patched();
    beside();
    by_kernel();
    frames_beside();
    crowded_page();
    moved_and_protected();
}

int main(void)
{
    all();
    // The same in code that can tell where it faults; the handler must not meet the emulator's own faults.
    NEED(sigaction(SIGSEGV, &(struct sigaction){ .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO }, NULL) == 0);
    all();
    return 0;
}
