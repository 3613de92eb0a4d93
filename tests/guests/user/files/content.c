// Reading and writing: vectors, offsets, holes, copies between files, locks, positions shared by duplicates.
#include "user.h"
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

static void fill(int file)
{
    char block[1000];
    for (int i = 0; i < 1000; i++)
        block[i] = 'a' + i % 26;
    NEED(ftruncate(file, 0) == 0 && pwrite(file, block, 1000, 0) == 1000);
}

static void vectors(int file)
{
    char a[10], b[20], c[5];
    struct iovec parts[] = {{a, 10}, {b, 20}, {NULL, 0}, {c, 5}};
    lseek(file, 0, SEEK_SET);
    TRY(readv(file, parts, 4));
    printf("%.10s %.20s %.5s\n", a, b, c);
    TRY(preadv(file, parts, 4, 990));
    TRY(pwritev(file, parts, 2, 2000));
    TRY(preadv2(file, parts, 2, -1, 0));
    TRY(lseek(file, 0, SEEK_CUR));
    TRY(preadv2(file, parts, 2, 0, 0x4000));
    TRY(readv(file, parts, -1));
    TRY(readv(file, parts, 1025));
    TRY(readv(file, NULL, 0));
    parts[1].iov_len = -1;
    TRY(readv(file, parts, 2));
    TRY(pread(file, a, 10, -1));
    TRY(pread(file, a, 10, 100000));
    TRY(read(99, a, 1));
}

static void locks(int file)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 20};
    TRY(fcntl(file, F_SETLK, &lock));
    TRY(flock(file, LOCK_EX));
    IN_CHILD("child", {
        struct flock wanted = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 100};
        TRY(fcntl(file, F_GETLK, &wanted));
        printf("%d %ld %ld %d\n", wanted.l_type, (long)wanted.l_start, (long)wanted.l_len, wanted.l_pid == getppid());
        wanted.l_type = F_RDLCK, wanted.l_start = 25, wanted.l_len = 1;
        TRY(fcntl(file, F_SETLK, &wanted));
        wanted.l_start = 30;
        TRY(fcntl(file, F_SETLK, &wanted));
        int other = open("content", O_RDWR);
        TRY(flock(other, LOCK_SH | LOCK_NB));
        wanted.l_pid = 0;
        wanted.l_type = F_WRLCK;
        TRY(fcntl(other, F_OFD_SETLK, &wanted));
    });
    lock.l_type = F_UNLCK;
    TRY(fcntl(file, F_SETLK, &lock));
    lock.l_type = 99;
    TRY(fcntl(file, F_SETLK, &lock));
    TRY(flock(file, 99));
    TRY(flock(file, LOCK_UN));
}

static void copies(int file)
{
    int target = open("target", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char text[30] = {0};
    fill(file);
    off_t from = 5, to = 3;
    TRY(copy_file_range(file, &from, target, &to, 20, 0));
    printf("%ld %ld\n", (long)from, (long)to);
    TRY(copy_file_range(file, &from, target, &to, 20, 1));
    from = 100;
    TRY(sendfile(target, file, &from, 50));
    printf("%ld %ld\n", (long)from, (long)lseek(target, 0, SEEK_CUR));
    pread(target, text, 29, 0);
    printf("%s\n", text);
    int ends[2], more[2];
    NEED(pipe(ends) == 0 && pipe2(more, O_NONBLOCK) == 0);
    loff_t offset = 26;
    TRY(splice(file, &offset, ends[1], NULL, 30, 0));
    TRY(tee(ends[0], more[1], 10, 0));
    struct iovec part = {"vmsplice", 8};
    TRY(vmsplice(more[1], &part, 1, 0));
    memset(text, 0, sizeof text);
    TRY(read(more[0], text, 29));
    printf("%s\n", text);
    TRY(read(more[0], text, 29));
    TRY(splice(ends[0], &offset, target, NULL, 30, 0));
    TRY(fcntl(ends[0], F_SETPIPE_SZ, 8192));
    SHOW(fcntl(ends[0], F_GETPIPE_SZ));
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    TRY(write(ends[1], "x", 1));
}

int main(void)
{
    int file = open("content", O_RDWR | O_CREAT | O_TRUNC, 0600);
    NEED(file >= 0);
    fill(file);
    vectors(file);
    TRY(ftruncate(file, 1 << 20));
    TRY(pwrite(file, "end", 3, 10 << 20));
    TRY(lseek(file, 0, SEEK_DATA));
    SHOW(lseek(file, 4096, SEEK_HOLE) <= 10 << 20);
    TRY(lseek(file, 11 << 20, SEEK_DATA));
    TRY(fallocate(file, FALLOC_FL_KEEP_SIZE, 0, 20 << 20));
    TRY(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096));
    char byte = 1;
    pread(file, &byte, 1, 5);
    SHOW(byte);
    TRY(fallocate(file, 0, -1, 10));
    TRY(posix_fadvise(file, 0, 0, POSIX_FADV_RANDOM));
    TRY(fsync(file));
    TRY(fdatasync(file));
    TRY(sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE));
    TRY(readahead(file, 0, 4096));
    locks(file);
    copies(file);
    int duplicate = dup(file);
    lseek(file, 42, SEEK_SET);
    TRY(lseek(duplicate, 0, SEEK_CUR));
    return 0;
}
