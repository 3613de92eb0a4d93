// Calls and flags of Linux that QEMU does not have yet.
#include "user.h"
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/uio.h>

int main(void)
{
    int file = open("file", O_RDWR | O_CREAT, 0600), folder = open(".", O_PATH);
    NEED(file >= 0 && folder >= 0);
    struct open_how how = {.flags = O_RDONLY, .resolve = RESOLVE_BENEATH};
    TRY_OK(syscall(SYS_openat2, folder, "file", &how, sizeof how));
    TRY(syscall(SYS_openat2, folder, "../file", &how, sizeof how));
    TRY(syscall(SYS_openat2, folder, "file", &how, 3));
    TRY(syscall(SYS_openat2, folder, "file", NULL, sizeof how));
    how.resolve = 1 << 20;
    TRY(syscall(SYS_openat2, folder, "file", &how, sizeof how));
    struct iovec part = {"text", 4};
    TRY(pwritev2(file, &part, 1, 100, RWF_DSYNC));
    TRY(syscall(SYS_faccessat2, folder, "file", W_OK, AT_EACCESS));
    TRY(syscall(SYS_faccessat2, folder, "file", W_OK, 1));
    return 0;
}
