// File mappings: private and shared, beyond the end, after truncation, their protection against the file's mode.
#include "user.h"
#include <setjmp.h>

static sigjmp_buf out;
static volatile sig_atomic_t code;

static void fault(int signal, siginfo_t *info, void *context)
{
    code = info->si_code;
    siglongjmp(out, signal);
}

static int access_signal(volatile char *address)
{
    code = 0;
    int signal = sigsetjmp(out, 1);
    if (!signal)
        (void)*address;
    return signal;
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = fault, .sa_flags = SA_NODEFER | SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    int file = open("data", O_RDWR | O_CREAT | O_TRUNC, 0644);
    NEED(file >= 0);
    char block[4096];
    for (int i = 0; i < 5; i++) {
        memset(block, 'A' + i, sizeof block);
        NEED(write(file, block, i == 4 ? 100 : 4096) > 0);
    }
    char *shared = mmap(NULL, 5 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    char *private = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 4096);
    NEED(shared != MAP_FAILED && private != MAP_FAILED);
    printf("%c %c %c %d\n", shared[0], private[0], shared[4 * 4096 + 99], shared[4 * 4096 + 100]);
    shared[4096] = '!';
    printf("private sees %c\n", private[0]);
    private[4096] = '?';
    printf("shared has %c, private %c\n", shared[2 * 4096], private[4096]);
    pwrite(file, "#", 1, 3 * 4096 + 5);
    printf("written: %c\n", shared[3 * 4096 + 5]);
    TRY(msync(shared, 5 * 4096, MS_SYNC));
    pread(file, block, 1, 4096);
    printf("read back: %c\n", block[0]);
    TRY(ftruncate(file, 4096 * 2));
    printf("page 1 %d\n", access_signal(shared + 4096));
    int signal = access_signal(shared + 3 * 4096);
    printf("page 3 %d code %d\n", signal, code);
    TRY(ftruncate(file, 4096 * 4));
    printf("page 3 %d, value %d\n", access_signal(shared + 3 * 4096), shared[3 * 4096]);
    char *beyond = mmap(NULL, 8 * 4096, PROT_READ, MAP_SHARED, file, 0);
    printf("beyond: %d %d\n", access_signal(beyond + 3 * 4096), access_signal(beyond + 5 * 4096));
    int reader = open("data", O_RDONLY);
    errno = 0;
    SHOW(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, reader, 0) == MAP_FAILED);
    printf("%s\n", errno_name(errno));
    char *copy = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, reader, 0);
    SHOW(copy != MAP_FAILED);
    char *view = mmap(NULL, 4096, PROT_READ, MAP_SHARED, reader, 0);
    SHOW(view != MAP_FAILED);
    TRY(mprotect(view, 4096, PROT_READ | PROT_WRITE));
    TRY(mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 100));
    TRY(mmap(NULL, 4096, PROT_READ, MAP_SHARED, 99, 0));
    close(file), close(reader);
    printf("closed, still %c\n", view[0]);
    int folder = open(".", O_RDONLY);
    TRY(mmap(NULL, 4096, PROT_READ, MAP_SHARED, folder, 0));
    return 0;
}
