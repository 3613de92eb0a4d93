/* What a test program calls, in whatever mode it runs: requests to the environment by `ecall`. */
#include "guest.h"

u64 operands[2];

static u64 call(u64 number, u64 first, u64 second, u64 third)
{
    register u64 a0 asm("a0") = first;
    register u64 a1 asm("a1") = second;
    register u64 a2 asm("a2") = third;
    register u64 a3 asm("a3") = operands[0];
    register u64 a4 asm("a4") = operands[1];
    register u64 a7 asm("a7") = number;
    asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a7) : "memory");
    return a0;
}

void test_case(const char *name)
{
    static u64 number;
    set_operands(0, 0);
    call(CALL_CASE, ++number, (u64)name, 0);
}

void test_exit(u64 status)
{
    call(CALL_EXIT, status, 0, 0);
    __builtin_unreachable();
}

void check_failed(u64 line, u64 got, u64 expected)
{
    call(CALL_CHECK_FAILED, line, got, expected);
    __builtin_unreachable();
}

void *memset(void *to, int value, size_t length)
{
    u8 *bytes = to;
    while (length--)
        *bytes++ = (u8)value;
    return to;
}

void *memcpy(void *to, const void *from, size_t length)
{
    u8 *destination = to;
    const u8 *source = from;
    while (length--)
        *destination++ = *source++;
    return to;
}
