// Code that changes behind its page: by another mapping of the same object, by writes to the file that it is mapped from,
// by its process's own memory file, by another process that shares it. QEMU goes on with the old code, so that each
// check is made here.
// oracle: none
// build: -pthread
#include "user.h"
#include "code.h"
#include <sys/ipc.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/uio.h>

enum { Page = 4096, Calls = 300 };

typedef long (*Function)(long);

static int wrong;
static bool fences;

static void fence(void *code)
{
    if (fences)
        fetch_anew(code, 8);
}

static void assemble(uint32_t *words, int value)
{
    words[0] = add_to_argument(value & 0x7ff);
    words[1] = Return;
}

static void put(void *code, int value)
{
    uint32_t words[2];
    assemble(words, value);
    memcpy(code, words, 8);
    __asm__ volatile("" ::: "memory");
}

static void check(const char *what, void *code, int value)
{
    fence(code);
    for (int i = 0; i < Calls; i++) {
        long result = ((Function)code)(i);
        if (result == i + value)
            continue;
        printf("%s%s: the %dth call gives %ld instead of %d\n", what, fences ? " with fence" : "", i, result, i + value);
        wrong = 1;
        return;
    }
}

static void *map(int file, int protection, int flags)
{
    void *made = mmap(NULL, Page, protection, flags, file, 0);
    NEED(made != MAP_FAILED);
    return made;
}

static int new_file(int size)
{
    char name[] = "codeXXXXXX";
    int file = mkstemp(name);
    NEED(file >= 0 && unlink(name) == 0 && ftruncate(file, size) == 0);
    return file;
}

static int new_memory(int size)
{
    int file = memfd_create("code", 0);
    NEED(file >= 0 && ftruncate(file, size) == 0);
    return file;
}

enum { RW = PROT_READ | PROT_WRITE, RX = PROT_READ | PROT_EXEC };

static void by_mappings(const char *what, int file)
{
    uint8_t *before = map(file, RW, MAP_SHARED), *code = map(file, RX, MAP_SHARED);
    for (int i = 0; i < 40; i++) {
        put(before, i);
        check(what, code, i);
    }
    // Mapped after the code has run; the first one is still there.
    uint8_t *after = map(file, RW, MAP_SHARED);
    for (int i = 0; i < 5; i++) {
        put(after, 100 + i);
        check(what, code, 100 + i);
        put(before, 200 + i);
        check(what, code, 200 + i);
    }
    // One that may be stored to only later.
    NEED(munmap(before, Page) == 0 && munmap(after, Page) == 0);
    check(what, code, 204);
    before = map(file, PROT_READ, MAP_SHARED);
    check(what, code, 204);
    NEED(mprotect(before, Page, RW) == 0);
    put(before, 300);
    check(what, code, 300);
    NEED(mprotect(before, Page, PROT_READ) == 0);
    check(what, code, 300);
    NEED(mprotect(before, Page, RW) == 0);
    put(before, 301);
    check(what, code, 301);
    // Moved, and mapped once more by mremap.
    before = mremap(before, Page, Page, MREMAP_MAYMOVE | MREMAP_FIXED, map(-1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS));
    NEED(before != MAP_FAILED);
    put(before, 302);
    check(what, code, 302);
    after = mremap(before, 0, Page, MREMAP_MAYMOVE);
    NEED(after != MAP_FAILED);
    put(after, 303);
    check(what, code, 303);
    put(before, 304);
    check(what, code, 304);
    // Two views that run.
    uint8_t *other = map(file, RX, MAP_SHARED);
    check(what, other, 304);
    put(before, 305);
    check(what, other, 305);
    check(what, code, 305);
    // Another page of the same mapping, at another distance.
    NEED(mprotect(other, Page, PROT_READ | PROT_WRITE | PROT_EXEC) == 0);
    put(other, 306);
    check(what, code, 306);
    check(what, other, 306);
    put(before, 307);
    check(what, other, 307);
    check(what, code, 307);
    munmap(before, Page), munmap(after, Page), munmap(code, Page), munmap(other, Page);
    close(file);
}

static void by_writes(const char *what, int file, int source, int flags)
{
    // Written to before it is anybody's code.
    NEED(pwrite(file, "", 1, 4000) == 1);
    uint8_t *code = map(file, RX, flags);
    uint32_t words[2];
    int ends[2], value = 0;
    NEED(pipe(ends) == 0);
#define STEP(...) \
    do { \
        assemble(words, ++value); \
        NEED(lseek(file, 0, SEEK_SET) == 0 && lseek(source, 0, SEEK_SET) == 0); \
        NEED(pwrite(source, words, 8, 0) == 8); \
        __VA_ARGS__; \
        check(what, code, value); \
    } while (0)
    for (int i = 0; i < 3; i++) {
        STEP(NEED(write(file, words, 8) == 8));
        STEP(NEED(pwrite(file, words, 8, 0) == 8));
        STEP(NEED(writev(file, &(struct iovec){ words, 8 }, 1) == 8));
        STEP(NEED(pwritev(file, &(struct iovec){ words, 8 }, 1, 0) == 8));
        STEP(NEED(pwritev2(file, &(struct iovec){ words, 8 }, 1, -1, 0) == 8));
        STEP(off_t in = 0, out = 0; NEED(copy_file_range(source, &in, file, &out, 8, 0) == 8));
        STEP(NEED(copy_file_range(source, NULL, file, NULL, 8, 0) == 8));
        STEP(NEED(sendfile(file, source, NULL, 8) == 8));
        STEP(NEED(write(ends[1], words, 8) == 8 && splice(ends[0], NULL, file, NULL, 8, 0) == 8));
        STEP(loff_t out = 0; NEED(write(ends[1], words, 8) == 8 && splice(ends[0], NULL, file, &out, 8, 0) == 8));
        STEP(int again = dup(file); NEED(again >= 0 && pwrite(again, words, 8, 0) == 8 && close(again) == 0));
        STEP(int other = open("/dev/null", O_WRONLY); NEED(write(other, words, 8) == 8);
             NEED(dup2(file, other) == other && write(other, words, 8) == 8 && close(other) == 0));
        STEP(NEED(ftruncate(file, 0) == 0 && ftruncate(file, Page) == 0 && pwrite(file, words, 8, 0) == 8));
        STEP(if (fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, Page) == 0)
                 IN_CHILD("a hole", fence(code); ((Function)code)(1));
             NEED(pwrite(file, words, 8, 0) == 8));
        char path[64];
        sprintf(path, "/proc/self/fd/%d", file);
        STEP(int again = open(path, O_RDWR | O_TRUNC); NEED(again >= 0);
             NEED(ftruncate(file, Page) == 0 && write(again, words, 8) == 8 && close(again) == 0));
        STEP(int again = open(path, O_RDWR | O_APPEND); NEED(again >= 0 && ftruncate(file, 0) == 0);
             NEED(write(again, words, 8) == 8 && close(again) == 0));
        STEP(NEED(truncate(path, 0) == 0 && truncate(path, Page) == 0 && pwrite(file, words, 8, 0) == 8));
    }
    munmap(code, Page);
    close(file), close(source), close(ends[0]), close(ends[1]);
}

static void by_own_memory(void)
{
    uint8_t *code = map(-1, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS);
    uint8_t *sealed = map(-1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
    uint8_t *shared = map(-1, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED | MAP_ANONYMOUS);
    uint32_t words[2];
    int memory = open("/proc/self/mem", O_RDWR);
    NEED(memory >= 0);
    put(sealed, 0);
    NEED(mprotect(sealed, Page, RX) == 0);
    for (int i = 1; i < 20; i++) {
        assemble(words, i);
        NEED(pwrite(memory, words, 8, (off_t)code) == 8);
        check("pwrite to memory", code, i);
        NEED(pwrite(memory, words, 8, (off_t)sealed) == 8);
        check("pwrite to sealed memory", sealed, i);
        NEED(lseek(memory, (off_t)shared, SEEK_SET) >= 0 && write(memory, words, 8) == 8);
        check("write to shared memory", shared, i);
        assemble(words, i + 100);
        struct iovec from = { words, 8 }, to = { code, 8 };
        NEED(process_vm_writev(getpid(), &from, 1, &to, 1, 0) == 8);
        check("process_vm_writev", code, i + 100);
    }
    close(memory);
}

static void by_segment(void)
{
    int segment = shmget(IPC_PRIVATE, Page, 0600);
    NEED(segment >= 0);
    uint8_t *code = shmat(segment, NULL, SHM_EXEC), *data = shmat(segment, NULL, 0);
    NEED(code != (void *)-1 && data != (void *)-1);
    for (int i = 0; i < 20; i++) {
        put(data, i);
        check("segment", code, i);
        NEED(shmdt(data) == 0);
        data = shmat(segment, NULL, 0);
        NEED(data != (void *)-1);
    }
    NEED(shmdt(data) == 0 && shmdt(code) == 0 && shmctl(segment, IPC_RMID, NULL) == 0);
}

// Only behind a fence: nothing else says that another process has stored.
static void by_other_process(const char *what, void *code)
{
    int to_child[2], to_parent[2];
    char byte = 0;
    NEED(pipe(to_child) == 0 && pipe(to_parent) == 0);
    put(code, 0);
    check(what, code, 0);
    pid_t child = fork();
    NEED(child >= 0);
    if (child == 0) {
        close(to_child[1]), close(to_parent[0]);
        while (read(to_child[0], &byte, 1) == 1) {
            check("shared with the parent", code, byte);
            put(code, byte + 1);
            check("own store", code, byte + 1);
            NEED(write(to_parent[1], &byte, 1) == 1);
        }
        _exit(wrong);
    }
    close(to_child[0]), close(to_parent[1]);
    for (int i = 0; i < 100; i += 2) {
        put(code, i);
        check(what, code, i);
        byte = i;
        NEED(write(to_child[1], &byte, 1) == 1 && read(to_parent[0], &byte, 1) == 1);
        check(what, code, i + 1);
    }
    close(to_child[1]), close(to_parent[0]);
    int status;
    NEED(waitpid(child, &status, 0) == child);
    if (status != 0)
        show_end(what, status);
    wrong |= status;
}

// A debugger's way into another process.
static void into_other_process(void)
{
    int to_child[2], to_parent[2];
    char byte = 0;
    uint8_t *code = map(-1, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS);
    NEED(pipe(to_child) == 0 && pipe(to_parent) == 0);
    pid_t child = fork();
    NEED(child >= 0);
    if (child == 0) {
        close(to_child[1]), close(to_parent[0]);
        put(code, 0);
        check("before", code, 0);
        NEED(write(to_parent[1], &byte, 1) == 1);
        while (read(to_child[0], &byte, 1) == 1) {
            check("written by the parent", code, byte);
            NEED(write(to_parent[1], &byte, 1) == 1);
        }
        _exit(wrong);
    }
    close(to_child[0]), close(to_parent[1]);
    char path[64];
    sprintf(path, "/proc/%d/mem", child);
    int memory = open(path, O_RDWR);
    for (int i = 1; read(to_parent[0], &byte, 1) == 1 && i < 60; i++) {
        uint32_t words[2];
        assemble(words, i);
        struct iovec from = { words, 8 }, to = { code, 8 };
        long written = i % 2 == 0 && memory >= 0 ? pwrite(memory, words, 8, (off_t)code)
                                                 : process_vm_writev(child, &from, 1, &to, 1, 0);
        // Where nobody may write to another process.
        if (written < 0 && (errno == EPERM || errno == ENOSYS))
            break;
        NEED(written == 8);
        byte = i;
        NEED(write(to_child[1], &byte, 1) == 1);
    }
    close(to_child[1]), close(to_parent[0]), close(memory);
    int status;
    NEED(waitpid(child, &status, 0) == child);
    if (status != 0)
        show_end("written to by another process", status);
    wrong |= status;
}

int main(void)
{
    for (int i = 0; i < 2; i++) {
        fences = i != 0;
        by_mappings("memory", new_memory(Page));
        by_mappings("file", new_file(Page));
        by_writes("memory", new_memory(Page), new_memory(Page), MAP_SHARED);
        by_writes("file", new_file(Page), new_file(Page), MAP_SHARED);
        by_writes("private file", new_file(Page), new_file(Page), MAP_PRIVATE);
        by_own_memory();
        by_segment();
    }
    by_other_process("anonymous", map(-1, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED | MAP_ANONYMOUS));
    by_other_process("memory", map(new_memory(Page), PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED));
    by_other_process("file", map(new_file(Page), PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED));
    into_other_process();
    puts(wrong ? "FAIL" : "ok");
    return wrong;
}
