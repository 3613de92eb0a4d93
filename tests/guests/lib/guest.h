/* The interface between a guest program and its environment (start_machine.S or start_user.S). */
#ifndef GUEST_H
#define GUEST_H

#include <stddef.h>
#include <stdint.h>
#include "layout.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

/* Each program defines this; returning means pass. */
void test_main(void);

/* Begins the next numbered case; the number is the exit status if a check in it fails. */
void test_case(const char *name);

/* Ends the program: 0 passes, anything else fails with that status. */
void test_exit(u64 status) __attribute__((noreturn));

/* What the check at hand is about; a failing check prints both. */
extern u64 operands[2];

static inline void set_operands(u64 first, u64 second)
{
    operands[0] = first;
    operands[1] = second;
}

void check_failed(u64 line, u64 got, u64 expected) __attribute__((noreturn));

static inline void check_equal_at(u64 line, u64 got, u64 expected)
{
    if (got != expected)
        check_failed(line, got, expected);
}

#define CHECK_EQUAL(got, expected) check_equal_at(__LINE__, (u64)(got), (u64)(expected))
#define CHECK(condition) check_equal_at(__LINE__, !!(condition), 1)

#define ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define STRINGIFY_(...) #__VA_ARGS__
#define STRINGIFY(...) STRINGIFY_(__VA_ARGS__)

void *memset(void *to, int value, size_t length);
void *memcpy(void *to, const void *from, size_t length);

#define CSR_READ(csr) ({ u64 csr_value_; asm volatile("csrr %0, " STRINGIFY(csr) : "=r"(csr_value_) : : "memory"); csr_value_; })
#define CSR_WRITE(csr, value) asm volatile("csrw " STRINGIFY(csr) ", %0" : : "r"((u64)(value)) : "memory")
#define CSR_SET(csr, value) asm volatile("csrs " STRINGIFY(csr) ", %0" : : "r"((u64)(value)) : "memory")
#define CSR_CLEAR(csr, value) asm volatile("csrc " STRINGIFY(csr) ", %0" : : "r"((u64)(value)) : "memory")

#endif
