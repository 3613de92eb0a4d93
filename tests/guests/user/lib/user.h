// What the user-mode guest programs share. Included first.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// Children of a fork must not print again what their parent has in its buffer.
static void __attribute__((constructor)) buffer_lines(void)
{
    setvbuf(stdout, NULL, _IOLBF, 4096);
}

static inline const char *errno_name(int number)
{
    const char *name = strerrorname_np(number);
    return name ? name : "?";
}

static inline long show(const char *text, long result)
{
    int number = errno;
    if (result == -1)
        printf("%s = -1 %s\n", text, errno_name(number));
    else
        printf("%s = %ld\n", text, result);
    errno = number;
    return result;
}

// Prints the call and what it returned; TRY_OK hides a result that differs from run to run (a descriptor, an address).
#define TRY(call) (errno = 0, show(#call, (long)(call)))
#define TRY_OK(call) ({ errno = 0; long result_ = (long)(call); show(#call, result_ == -1 ? -1 : 0); result_; })
#define SHOW(expression) printf("%s = %lld\n", #expression, (long long)(expression))

// Ends the program when what everything else depends on is not so.
#define NEED(condition) \
    do { \
        if (!(condition)) { \
            printf("%s:%d: %s fails: %s\n", __FILE_NAME__, __LINE__, #condition, strerror(errno)); \
            exit(99); \
        } \
    } while (0)

// Runs statements in a child and prints how it ended.
static inline void show_end(const char *text, int status)
{
    if (WIFSIGNALED(status))
        printf("%s: signal %d\n", text, WTERMSIG(status));
    else
        printf("%s: status %d\n", text, WEXITSTATUS(status));
}

#define IN_CHILD(text, ...) \
    do { \
        pid_t child_ = fork(); \
        NEED(child_ >= 0); \
        if (child_ == 0) { \
            __VA_ARGS__; \
            _exit(0); \
        } \
        int status_; \
        NEED(waitpid(child_, &status_, 0) == child_); \
        show_end(text, status_); \
    } while (0)
