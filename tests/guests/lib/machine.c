#include "machine.h"
#include "report.h"

/* The machine-mode side of check_failed(), test_exit() and of traps that nobody expected. */
void machine_call(u64 number, const u64 *arguments)
{
    struct hart *hart = this_hart();
    report.name = (const char *)((u64)report.name < 0xc0000000 ? (u64)report.name : (u64)report.name - user_alias);
    if (number == CALL_EXIT)
        machine_exit(arguments[0]);
    if (number == CALL_CHECK_FAILED)
        report_check(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
    report_trap(hart->level == MODE_M ? "M" : "S", hart->cause, hart->epc, hart->tval);
}

void start_hart(u64 id, void (*function)(u64), u64 argument)
{
    struct hart *hart = &harts[id];
    hart->jobs_done = 0;
    hart->job_argument = argument;
    asm volatile("fence rw, rw" : : : "memory");
    hart->job = (u64)function;
    asm volatile("fence rw, rw" : : : "memory");
    *CLINT_MSIP(id) = 1;
}

void join_hart(u64 id)
{
    while (harts[id].jobs_done == 0) { }
    asm volatile("fence rw, rw" : : : "memory");
}
