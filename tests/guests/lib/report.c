/* Console output and the ways a program ends, for code that runs in machine mode or in the supervisor. */
#include "report.h"

struct report report;

#ifdef MACHINE_VIRT

static void put_character(char c)
{
    volatile u8 *uart = (volatile u8 *)0x10000000;
    for (u32 spins = 0; !(uart[5] & 0x20) && spins < 1000000; spins++) { }
    uart[0] = (u8)c;
}

void machine_exit(u64 status)
{
    volatile u32 *finisher = (volatile u32 *)0x100000;
    *finisher = status == 0 ? 0x5555 : (u32)(status << 16 | 0x3333);
    for (;;)
        asm volatile("wfi");
}

#else

volatile u64 tohost __attribute__((section(".tohost"), aligned(4096)));
volatile u64 fromhost __attribute__((section(".tohost"), aligned(64)));

static void put_character(char c)
{
    tohost = 1ul << 56 | 1ul << 48 | (u8)c;
    for (u32 spins = 0; tohost != 0 && spins < 1000000; spins++) { }
    tohost = 0;
    fromhost = 0;
}

void machine_exit(u64 status)
{
    for (;;)
        tohost = status << 1 | 1;
}

#endif

void put_string(const char *text)
{
    while (*text)
        put_character(*text++);
}

void put_hex(u64 value)
{
    put_string("0x");
    for (int shift = 60; shift >= 0; shift -= 4)
        put_character("0123456789abcdef"[value >> shift & 15]);
}

void put_decimal(u64 value)
{
    if (value >= 10)
        put_decimal(value / 10);
    put_character((char)('0' + value % 10));
}

static void begin_report(void)
{
    put_string("case ");
    put_decimal(report.number);
    put_string(" (");
    put_string(report.name ? report.name : "none");
    put_string("): ");
}

static u64 failure_status(void)
{
    return report.number ? report.number : 255;
}

void report_check(u64 line, u64 got, u64 expected, u64 first, u64 second)
{
    begin_report();
    put_string("line ");
    put_decimal(line);
    put_string(": got ");
    put_hex(got);
    put_string(", expected ");
    put_hex(expected);
    put_string(", operands ");
    put_hex(first);
    put_string(" ");
    put_hex(second);
    put_string("\n");
    machine_exit(failure_status());
}

void report_trap(const char *level, u64 cause, u64 epc, u64 tval)
{
    begin_report();
    put_string("unexpected trap in ");
    put_string(level);
    put_string(" cause ");
    put_hex(cause);
    put_string(" epc ");
    put_hex(epc);
    put_string(" tval ");
    put_hex(tval);
    put_string("\n");
    machine_exit(failure_status());
}
