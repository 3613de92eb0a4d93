/* What the host knows of a file, in one layout on every host. It needs no call that a container's profile may be too old for. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>

/* Emu.Host.HostFile.StatusBuffer. */
struct file_status {
    uint32_t owner, mode;
    uint64_t size, inode, device;
    int64_t modified_seconds;
    uint64_t modified_nanoseconds;
};

/* As fstatat(2). Returns 0 or -errno. */
int emu_file_status(int folder, const char *path, int flags, struct file_status *status)
{
    struct stat found;
    if (fstatat(folder, path, &found, flags) < 0)
        return -errno;
    *status = (struct file_status){ found.st_uid, found.st_mode, (uint64_t)found.st_size, found.st_ino, found.st_dev,
                                    found.st_mtim.tv_sec, (uint64_t)found.st_mtim.tv_nsec };
    return 0;
}
