/*
 * The runtime's random numbers come from /dev/urandom, which it keeps open under a number that a user-mode program would
 * have got, and may close or take. Published executables are linked with --wrap for these two functions, which ask the kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/random.h>
#include <unistd.h>

int32_t __wrap_SystemNative_GetCryptographicallySecureRandomBytes(uint8_t *buffer, int32_t length);
void __wrap_SystemNative_GetNonCryptographicallySecureRandomBytes(uint8_t *buffer, int32_t length);
int32_t emu_random(uint8_t *buffer, int32_t length);

/* For a kernel or a container's profile without the call. */
static int read_device(uint8_t *buffer, int32_t length)
{
    int device = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (device < 0)
        return -1;
    while (length > 0) {
        ssize_t count = read(device, buffer, (size_t)length);
        if (count <= 0 && errno != EINTR)
            break;
        if (count > 0) {
            buffer += count;
            length -= (int32_t)count;
        }
    }
    close(device);
    return length == 0 ? 0 : -1;
}

/* Returns 0, or -1. */
int32_t emu_random(uint8_t *buffer, int32_t length)
{
    return __wrap_SystemNative_GetCryptographicallySecureRandomBytes(buffer, length);
}

/* Returns 0, or -1. */
int32_t __wrap_SystemNative_GetCryptographicallySecureRandomBytes(uint8_t *buffer, int32_t length)
{
    while (length > 0) {
        ssize_t count = getrandom(buffer, (size_t)length, 0);
        if (count > 0) {
            buffer += count;
            length -= (int32_t)count;
        } else if (errno != EINTR) {
            return read_device(buffer, length);
        }
    }
    return 0;
}

/* What the kernel does not give stays as it is. */
void __wrap_SystemNative_GetNonCryptographicallySecureRandomBytes(uint8_t *buffer, int32_t length)
{
    (void)__wrap_SystemNative_GetCryptographicallySecureRandomBytes(buffer, length);
}
