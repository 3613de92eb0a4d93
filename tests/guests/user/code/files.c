// Code in mapped files: shared and private, written through the file and through another mapping.
#include "user.h"
#include "code.h"

typedef long (*Function)(long);

static void put(uint32_t *code, int value)
{
    code[0] = add_to_argument(value);
    code[1] = Return;
}

int main(void)
{
    int file = memfd_create("code", 0);
    NEED(file >= 0 && ftruncate(file, 2 * 4096) == 0);
    uint32_t *writable = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    uint32_t *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0);
    uint32_t *private = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 4096);
    NEED(writable != MAP_FAILED && code != MAP_FAILED && private != MAP_FAILED);
    long sum = 0;
    put(writable, 1);
    fetch_anew(code, 8);
    sum = ((Function)code)(sum);
    SHOW(sum);
    uint32_t words[2];
    put(words, 100);
    NEED(pwrite(file, words, 8, 4096) == 8);
    fetch_anew(private, 8);
    sum = ((Function)private)(sum);
    SHOW(sum);

    // A program's own text, copied elsewhere and run.
    uint32_t *copy = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 100; i++) {
        memcpy(copy, code, 8);
        __builtin___clear_cache((char *)copy, (char *)(copy + 2));
        sum = ((Function)copy)(sum);
    }
    SHOW(sum);
    pid_t child = fork();
    if (child == 0) {
        put(copy, 7);
        fetch_anew(copy, 8);
        _exit(((Function)copy)(3));
    }
    int status;
    waitpid(child, &status, 0);
    show_end("child", status);
    SHOW(((Function)copy)(0));
    return 0;
}
