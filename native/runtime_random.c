/*
 * The runtime's random numbers come from /dev/urandom, which it keeps open under a number that a user-mode program would
 * have got, and may close or take. Published executables are linked with --wrap for these two functions, which ask the kernel.
 */
#include <errno.h>
#include <stdint.h>
#include <sys/random.h>

int32_t __wrap_SystemNative_GetCryptographicallySecureRandomBytes(uint8_t *buffer, int32_t length);
void __wrap_SystemNative_GetNonCryptographicallySecureRandomBytes(uint8_t *buffer, int32_t length);

/* Returns 0, or -1. */
int32_t __wrap_SystemNative_GetCryptographicallySecureRandomBytes(uint8_t *buffer, int32_t length)
{
    while (length > 0) {
        ssize_t count = getrandom(buffer, (size_t)length, 0);
        if (count > 0) {
            buffer += count;
            length -= (int32_t)count;
        } else if (errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

/* What the kernel does not give stays as it is. */
void __wrap_SystemNative_GetNonCryptographicallySecureRandomBytes(uint8_t *buffer, int32_t length)
{
    (void)__wrap_SystemNative_GetCryptographicallySecureRandomBytes(buffer, length);
}
