/*
 * What the .NET runtime and LLVM say when they give up is for their developers. Published executables are linked with --wrap
 * for the functions below, and the user gets one line of the emulator's instead, and a status from the guide.
 */
#include "ending.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

bool __wrap_RhInitialize(bool is_library);
void __wrap__Z18PalPrintFatalErrorPKc(const char *text);
void __wrap_SystemNative_LogError(const uint8_t *buffer, int32_t count);
_Noreturn void __wrap_abort(void);
_Noreturn void emu_fatal_error_of_llvm(const char *reason);
_Noreturn void emu_out_of_memory(void);

/* Absent from the shared library that serves the tests, where nothing is wrapped. */
extern bool __real_RhInitialize(bool is_library) __attribute__((weak));

static const char no_memory[] =
    "the host has not enough memory; free some, give less with -m or -smp, or raise the limits of ulimit -v and -d";

/* What has been said so far; the runtime says it in pieces, on one thread. */
static char said[1536];
static atomic_uint said_length;

static void collect(const char *text, size_t length)
{
    unsigned at = atomic_fetch_add(&said_length, (unsigned)length);
    if (at >= sizeof said - 1)
        return;
    if (length > sizeof said - 1 - at)
        length = sizeof said - 1 - at;
    memcpy(said + at, text, length);
}

void __wrap__Z18PalPrintFatalErrorPKc(const char *text)
{
    collect(text, strlen(text));
}

void __wrap_SystemNative_LogError(const uint8_t *buffer, int32_t count)
{
    if (count > 0)
        collect((const char *)buffer, (size_t)count);
}

_Noreturn void emu_out_of_memory(void)
{
    emu_end(END_FAILURE, no_memory);
}

#if defined(__x86_64__)
/* What x86-64-v3 asks for, and where CPUID tells of it: a leaf, a register from eax on, and a bit. */
static const struct feature {
    const char *name;
    unsigned leaf, register_index, bit;
} features[] = {
    { "SSE3", 1, 2, 0 }, { "SSSE3", 1, 2, 9 }, { "SSE4.1", 1, 2, 19 }, { "SSE4.2", 1, 2, 20 }, { "POPCNT", 1, 2, 23 },
    { "MOVBE", 1, 2, 22 }, { "AVX", 1, 2, 28 }, { "F16C", 1, 2, 29 }, { "FMA", 1, 2, 12 },
    { "AVX2", 7, 1, 5 }, { "BMI1", 7, 1, 3 }, { "BMI2", 7, 1, 8 }, { "LZCNT", 0x80000001, 2, 5 },
};

_Noreturn static void end_for_processor(void)
{
    char missing[160] = "", text[400];
    for (unsigned i = 0; i < sizeof features / sizeof *features; i++) {
        unsigned values[4] = { 0 };
        if (!__get_cpuid_count(features[i].leaf, 0, &values[0], &values[1], &values[2], &values[3]))
            memset(values, 0, sizeof values);
        if (values[features[i].register_index] >> features[i].bit & 1)
            continue;
        if (missing[0] != 0)
            strcat(missing, ", ");
        strcat(missing, features[i].name);
    }
    snprintf(text, sizeof text,
        "this processor has no %s, for which the emulator was compiled; use a processor with x86-64-v3, or build with "
        "-p:IlcInstructionSet=x86-64-v2", missing[0] != 0 ? missing : "AVX state that the system saves");
    emu_end(END_FAILURE, text);
}
#else
_Noreturn static void end_for_processor(void)
{
    emu_end(END_FAILURE, "this processor lacks instructions for which the emulator was compiled; use a newer one");
}
#endif

/* All white space becomes one blank, so that a stack trace is part of the line. */
static void make_one_line(char *text)
{
    char *to = text;
    for (const char *from = text; *from != 0; from++) {
        char c = (unsigned char)*from < ' ' ? ' ' : *from;
        if (c != ' ' || (to != text && to[-1] != ' '))
            *to++ = c;
    }
    while (to != text && to[-1] == ' ')
        to--;
    *to = 0;
}

static const char *without_prefix(const char *text)
{
    static const char *const prefixes[] = { "Unhandled exception. ", "Process terminated. ", "Fatal error. " };
    for (unsigned i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(text, prefixes[i], strlen(prefixes[i])) == 0)
            return text + strlen(prefixes[i]);
    return text;
}

/* The runtime, or the C library, gives up. */
_Noreturn void __wrap_abort(void)
{
    char text[sizeof said + 64];
    if (strstr(said, "OutOfMemory") || strstr(said, "out of memory"))
        emu_out_of_memory();
    if (strstr(said, "instruction sets"))
        end_for_processor();
    make_one_line(said);
    snprintf(text, sizeof text, "internal error: %s; please report it",
        said[0] != 0 ? without_prefix(said) : "a library has ended the process");
    emu_end(END_INTERNAL, text);
}

static void *do_nothing(void *argument)
{
    return argument;
}

/* The runtime's heap or its own thread could not be had; it says nothing. */
bool __wrap_RhInitialize(bool is_library)
{
    enum { MEMORY = 16 << 20 };
    pthread_t thread;
    if (__real_RhInitialize(is_library))
        return true;
    if (mmap(0, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
        emu_out_of_memory();
    if (pthread_create(&thread, 0, do_nothing, 0) != 0)
        emu_end(END_FAILURE,
            "the host refuses a thread; raise the limit on processes (ulimit -u, or that of the container), or free memory");
    emu_out_of_memory();
}

/* LLVM cannot go on; its own handlers print and abort. */
_Noreturn void emu_fatal_error_of_llvm(const char *reason)
{
    char text[512];
    if (strstr(reason, "out of memory"))
        emu_out_of_memory();
    snprintf(text, sizeof text - 32, "internal error: LLVM: %s", reason);
    make_one_line(text);
    strcat(text, "; please report it");
    emu_end(END_INTERNAL, text);
}
