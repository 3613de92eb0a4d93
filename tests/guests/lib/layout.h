/* What assembly and C must agree on. */
#ifndef LAYOUT_H
#define LAYOUT_H

#define MAX_HARTS 8
#define STACK_BYTES 16384

/* Requests to the environment: `ecall` with one of these in a7. */
#define CALL_RETURN 0x474501 /* end of a function started by run_in(), result in a0 */
#define CALL_CHECK_FAILED 0x474502 /* a0 line, a1 got, a2 expected, a3 a4 operands */
#define CALL_EXIT 0x474503 /* a0 case number, 0 for pass */
#define CALL_TRAP_UNEXPECTED 0x474504 /* the S-mode handler had nowhere to resume */
#define CALL_CASE 0x474505 /* a0 number of the case that begins, a1 its name */
#define CALL_FIRST CALL_RETURN
#define CALL_COUNT 5

/* Offsets in struct hart. */
#define HART_RESUME 0
#define HART_CAUSE 8
#define HART_EPC 16
#define HART_TVAL 24
#define HART_STATUS 32
#define HART_LEVEL 40
#define HART_COUNT 48
#define HART_IRQ_CAUSE 56
#define HART_IRQ_EPC 64
#define HART_IRQ_LEVEL 72
#define HART_IRQ_COUNT 80
#define HART_SPILL 88
#define HART_CALLEE 120
#define HART_ID 240
#define HART_JOB 248
#define HART_JOB_ARGUMENT 256
#define HART_JOBS_DONE 264
#define HART_SIZE 512
#define HART_SHIFT 9

#endif
