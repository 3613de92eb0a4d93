#ifndef REPORT_H
#define REPORT_H

#include "guest.h"

/* The case that runs now. */
struct report {
    u64 number;
    const char *name;
};

extern struct report report;

void put_string(const char *text);
void put_hex(u64 value);
void put_decimal(u64 value);
void machine_exit(u64 status) __attribute__((noreturn));
void report_check(u64 line, u64 got, u64 expected, u64 first, u64 second) __attribute__((noreturn));
void report_trap(const char *level, u64 cause, u64 epc, u64 tval) __attribute__((noreturn));

#endif
