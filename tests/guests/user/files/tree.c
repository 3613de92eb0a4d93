// Files and folders: opening, stat, links, renaming, listing, permissions, extended attributes.
#include "user.h"
#include <dirent.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

static void show_stat(const char *name)
{
    struct stat s;
    if (TRY(lstat(name, &s)) != 0)
        return;
    printf("  mode %o links %lu size %ld blocks %d owner %d device %d time %d.%09ld\n", s.st_mode, (unsigned long)s.st_nlink,
        S_ISDIR(s.st_mode) ? 0 : (long)s.st_size, s.st_blocks > 0, s.st_uid == getuid() && s.st_gid == getgid(), s.st_dev != 0,
        s.st_mtim.tv_sec > 1500000000, s.st_mtim.tv_sec > 1500000000 ? 0 : s.st_mtim.tv_nsec);
    struct statx x;
    if (syscall(SYS_statx, AT_FDCWD, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &x) != 0)
        printf("  statx %s\n", errno_name(errno));
    else
        printf("  statx %d %d %d %d %d\n", x.stx_mode == s.st_mode, x.stx_ino == s.st_ino, x.stx_size == (uint64_t)s.st_size,
            makedev(x.stx_dev_major, x.stx_dev_minor) == s.st_dev, (x.stx_mask & STATX_BASIC_STATS) == STATX_BASIC_STATS);
}

static int by_name(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

static void list(const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, by_name);
    printf("%s:", folder);
    for (int i = 0; i < count; i++)
        printf(" %s/%d", entries[i]->d_name, entries[i]->d_type);
    printf("\n");
}

static void opening(void)
{
    int file = open("file", O_RDWR | O_CREAT | O_EXCL, 0640);
    NEED(file >= 0 && write(file, "0123456789", 10) == 10);
    TRY(open("file", O_RDWR | O_CREAT | O_EXCL, 0640));
    TRY(open("missing", O_RDONLY));
    TRY(open("file/below", O_RDONLY));
    TRY(open("file", O_RDONLY | O_DIRECTORY));
    TRY(open(".", O_WRONLY));
    TRY(open("", O_RDONLY));
    char longer[5000];
    memset(longer, 'a', sizeof longer);
    longer[300] = 0;
    errno = 0;
    show("a name of 300", open(longer, O_RDONLY));
    longer[300] = 'a', longer[4999] = 0;
    show("a path of 4999", open(longer, O_RDONLY));
    SHOW((fcntl(file, F_GETFL) & (O_ACCMODE | O_APPEND)) == O_RDWR);
    TRY(fcntl(file, F_SETFL, O_APPEND));
    SHOW((fcntl(file, F_GETFL) & (O_ACCMODE | O_APPEND)) == (O_RDWR | O_APPEND));
    SHOW(fcntl(file, F_GETFD));
    int copy = fcntl(file, F_DUPFD_CLOEXEC, 100);
    SHOW(copy);
    SHOW(fcntl(copy, F_GETFD));
    SHOW(dup3(file, 77, O_CLOEXEC));
    TRY(dup3(file, file, 0));
    TRY(dup2(file, file) == file);
    TRY(dup2(99, 5));
    TRY(lseek(file, 3, SEEK_SET));
    TRY(lseek(file, -100, SEEK_CUR));
    TRY(lseek(file, 2, SEEK_END));
    TRY(lseek(file, 0, 99));
    int folder = open(".", O_PATH);
    TRY(read(folder, longer, 1));
    TRY(faccessat(folder, "file", R_OK, 0));
    TRY(faccessat(folder, "missing", R_OK, 0));
    TRY(faccessat(99, "file", R_OK, 0));
    close(folder);
    TRY(close(folder));
    TRY(syscall(SYS_close_range, 70, 200, 0));
    TRY(fcntl(77, F_GETFD));
}

int main(void)
{
    umask(022);
    opening();
    show_stat("file");
    TRY(mkdir("folder", 0755));
    TRY(mkdir("folder", 0755));
    TRY(mkdir("missing/folder", 0755));
    show_stat("folder");
    TRY(symlink("file", "link"));
    show_stat("link");
    TRY(link("file", "hard"));
    show_stat("hard");
    TRY(mkfifo("fifo", 0600));
    show_stat("fifo");
    char text[100] = {0};
    TRY(readlink("link", text, sizeof text));
    TRY(readlink("link", text, 2));
    TRY(readlink("file", text, sizeof text));
    printf("%s\n", text);
    TRY(rename("hard", "folder/moved"));
    TRY(rename("missing", "x"));
    TRY(rename("folder", "folder/inside"));
    TRY(renameat2(AT_FDCWD, "link", AT_FDCWD, "file", RENAME_NOREPLACE));
    TRY(renameat2(AT_FDCWD, "link", AT_FDCWD, "file", RENAME_EXCHANGE));
    show_stat("file");
    TRY(rename("link", "file"));
    list("."), list("folder");
    TRY(chmod("file", 04711));
    TRY(fchmodat(AT_FDCWD, "file", 0600, 0));
    TRY(access("file", X_OK));
    TRY(access("file", 99));
    struct timespec times[2] = {{1000, 5}, {2000, 123456789}};
    TRY(utimensat(AT_FDCWD, "file", times, 0));
    show_stat("file");
    times[0].tv_nsec = 2000000000;
    TRY(utimensat(AT_FDCWD, "file", times, 0));
    TRY(truncate("file", 100000));
    show_stat("file");
    TRY(truncate("file", -1));
    TRY(truncate("folder", 1));
    TRY(setxattr("file", "user.test", "value", 5, 0));
    if (errno != EOPNOTSUPP) {
        TRY(getxattr("file", "user.test", text, sizeof text));
        TRY(getxattr("file", "user.test", text, 2));
        TRY(getxattr("file", "user.test", NULL, 0));
        TRY(setxattr("file", "user.test", "again", 5, XATTR_CREATE));
        TRY(listxattr("file", NULL, 0) > 0);
        TRY(removexattr("file", "user.test"));
    }
    TRY(getxattr("file", "user.missing", text, 10));
    TRY(unlink("folder"));
    TRY(rmdir("file"));
    TRY(rmdir("folder"));
    TRY(unlink("folder/moved"));
    TRY(rmdir("folder"));
    TRY(unlink("fifo"));
    struct statfs fs;
    TRY(statfs(".", &fs));
    SHOW(fs.f_bsize > 0 && fs.f_blocks > 0 && fs.f_namelen >= 255);
    char before[4096], after[4096];
    NEED(getcwd(before, sizeof before) && mkdir("sub", 0700) == 0 && chdir("sub") == 0 && getcwd(after, sizeof after));
    printf("%s %d\n", after + strlen(before), (int)(syscall(SYS_getcwd, after, 4096) == (long)strlen(after) + 1));
    TRY(syscall(SYS_getcwd, after, 2));
    TRY(chdir("missing"));
    list("..");
    return 0;
}
