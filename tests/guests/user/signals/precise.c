// Random code that faults in the middle of everything it does: the handler sees each register as the instructions before
// the fault have left it, and memory too. The code has run before, so that it is translated by then.
#include "user.h"
#include <ucontext.h>

enum { Page = 4096, Programs = 120, Longest = 40, WarmRuns = 4, FaultyRuns = 6, Registers = 14 };
enum { How = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE };

// a0 to a7, then t0 to t5: bases are the first four.
static const int numbers[Registers] = { 10, 11, 12, 13, 14, 15, 16, 17, 5, 6, 7, 28, 29, 30 };
static uint8_t *area; // the code's data, of which the second page comes and goes
static uint32_t *code, *next;
static uint64_t state, seen;
static int faults, protections;

void call(uint64_t *registers, void *function);
__asm__(".globl call\n"
        "call: addi sp, sp, -32\n sd ra, 0(sp)\n sd s0, 8(sp)\n mv s0, a0\n mv t6, a1\n"
        ".irp r, 0, 1, 2, 3, 4, 5, 6, 7\n ld a\\r, 8*\\r(s0)\n .endr\n"
        ".irp r, 0, 1, 2, 3, 4, 5\n ld t\\r, 64+8*\\r(s0)\n .endr\n"
        "jalr t6\n"
        ".irp r, 0, 1, 2, 3, 4, 5, 6, 7\n sd a\\r, 8*\\r(s0)\n .endr\n"
        ".irp r, 0, 1, 2, 3, 4, 5\n sd t\\r, 64+8*\\r(s0)\n .endr\n"
        "ld ra, 0(sp)\n ld s0, 8(sp)\n addi sp, sp, 32\n ret\n");

static uint32_t draw(uint32_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 11) % limit;
}

static void note(uint64_t value)
{
    seen = (seen ^ value) * 0x9e3779b97f4a7c15u;
    seen ^= seen >> 29;
}

static void note_memory(void)
{
    for (int i = 0; i < 2 * Page; i += 8)
        note(*(uint64_t *)(area + i));
}

static void protect(int protection)
{
    NEED(mprotect(area + Page, Page, protection) == 0);
}

static void on_fault(int signal, siginfo_t *info, void *opaque)
{
    ucontext_t *context = opaque;
    unsigned long *registers = context->uc_mcontext.__gregs;
    note((uint64_t)signal << 8 | (uint32_t)info->si_code);
    note((uint64_t)info->si_addr);
    note(registers[0]);
    for (int i = 0; i < Registers; i++)
        note(registers[numbers[i]]);
    faults++;
    protect(PROT_READ | PROT_WRITE);
    note_memory();
    if (++protections % 3 == 0)
        return; // this time it works
    registers[0] += (*(uint16_t *)registers[0] & 3) == 3 ? 4 : 2;
    protect(protections % 3 == 1 ? PROT_NONE : PROT_READ);
}

static void emit(uint32_t word)
{
    *next++ = word;
}

static uint32_t immediate(int value)
{
    return (uint32_t)value << 20;
}

static void emit_store(int width, int base, int source, int offset)
{
    emit((uint32_t)(offset & 0xfe0) << 20 | (uint32_t)source << 20 | (uint32_t)base << 15 | (uint32_t)width << 12 |
         (uint32_t)(offset & 31) << 7 | 0x23);
}

static void emit_load(int width, int base, int target, int offset)
{
    emit(immediate(offset) | (uint32_t)base << 15 | (uint32_t)width << 12 | (uint32_t)target << 7 | 0x03);
}

static void emit_shift(bool right, int source, int target, int bits)
{
    emit(immediate(bits) | (uint32_t)source << 15 | (right ? 5u : 1u) << 12 | (uint32_t)target << 7 | 0x13);
}

static int base(void)
{
    return numbers[draw(4)];
}

static int value(void)
{
    return numbers[4 + draw(Registers - 4)];
}

static int offset(void)
{
    return (int)draw(96) - 48;
}

static void emit_bytes(void)
{
    int from = base(), size = draw(2) ? 8 : 4, low = offset(), into = value(), piece = value();
    switch (draw(3)) {
    case 0: // assembles a word from its bytes
        emit_load(4, from, into, low);
        for (int i = 1; i < size && into != piece; i++) {
            emit_load(4, from, piece, low + i);
            emit_shift(false, piece, piece, 8 * i);
            emit((uint32_t)piece << 20 | (uint32_t)into << 15 | 6 << 12 | (uint32_t)into << 7 | 0x33); // or
        }
        break;
    case 1: // stores one in pieces, in any order
        for (int i = 0, k = (int)draw(8) | 1; i < size; i++) {
            int at = i * k % size;
            emit_shift(true, into, piece, 8 * at);
            emit_store(0, from, piece, low + at);
        }
        break;
    default: { // copies bytes
        int to = base(), there = offset(), backwards = (int)draw(2);
        for (int i = 0; i < 8; i++)
            emit_load(4, from, numbers[4 + i], low + (backwards ? 7 - i : i));
        for (int i = 0; i < size; i++)
            emit_store(0, to, numbers[4 + i], there + (backwards ? 7 - i : i));
    }
    }
}

static void emit_one(void)
{
    int a = value(), b = value(), to = value(), at = base(), width = (int)draw(4);
    switch (draw(14)) {
    case 0: case 1: case 2: emit_store(width, base(), a, offset()); break;
    case 3: case 4: case 5: emit_load(draw(2) ? width : (int)draw(3) + 4, base(), to, offset()); break;
    case 6: emit((uint32_t)a << 20 | (uint32_t)b << 15 | (uint32_t)to << 7 | 0x33); break; // add
    case 7: emit((uint32_t)a << 20 | (uint32_t)b << 15 | 4 << 12 | (uint32_t)to << 7 | 0x33); break; // xor
    case 8: emit(immediate(offset()) | (uint32_t)a << 15 | (uint32_t)to << 7 | 0x13); break; // addi
    case 9: emit_shift(draw(2), a, to, (int)draw(64)); break;
    case 10: emit(immediate((int)draw(9) - 4) | (uint32_t)at << 15 | (uint32_t)at << 7 | 0x13); break;
    case 11: emit_bytes(); break;
    case 12: // amoadd.w at an aligned place
        emit(immediate(-4) | (uint32_t)at << 15 | 7 << 12 | (uint32_t)to << 7 | 0x13); // andi
        emit((uint32_t)a << 20 | (uint32_t)to << 15 | 2 << 12 | (uint32_t)to << 7 | 0x2f);
        break;
    default: // skips the next instruction now and then
        emit(8 / 2 << 8 | (draw(2) ? 4u : 7u) << 12 | (uint32_t)a << 15 | (uint32_t)b << 20 | 0x63);
        emit(immediate(offset()) | (uint32_t)a << 15 | (uint32_t)to << 7 | 0x13);
    }
}

// Sometimes all of it is a loop of three rounds.
static void compile(void)
{
    next = code;
    bool loops = draw(3) == 0;
    if (loops)
        emit(immediate(3) | 31 << 7 | 0x13); // li t6, 3
    uint32_t *head = next;
    for (int i = 3 + (int)draw(Longest); i > 0; i--)
        emit_one();
    if (loops) {
        emit(immediate(-1) | 31 << 15 | 31 << 7 | 0x13);
        uint32_t back = (uint32_t)((head - next) * 4);
        emit((back >> 12 & 1) << 31 | (back >> 5 & 63) << 25 | 31 << 15 | 1 << 12 | (back >> 1 & 15) << 8 |
             (back >> 11 & 1) << 7 | 0x63);
    }
    emit(0x00008067);
    __builtin___clear_cache((char *)code, (char *)next);
}

static void run(void)
{
    uint64_t registers[Registers];
    for (int i = 0; i < Registers; i++)
        registers[i] = i < 4 ? (uint64_t)(area + Page - 8 + draw(16)) : state * (unsigned)(2 * i + 1);
    call(registers, code);
    for (int i = 0; i < Registers; i++)
        note(registers[i]);
}

int main(int argc, char **argv)
{
    state = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
    // Where it is shows in what the code computes.
    area = mmap((void *)0x30000000, 2 * Page, PROT_READ | PROT_WRITE, How, -1, 0);
    code = mmap((void *)0x31000000, 4 * Page, PROT_READ | PROT_WRITE | PROT_EXEC, How, -1, 0);
    NEED(area != MAP_FAILED && code != MAP_FAILED);
    sigaction(SIGSEGV, &(struct sigaction){ .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO }, NULL);
    for (int i = 0; i < Programs; i++) {
        compile();
        for (int k = 0; k < WarmRuns; k++)
            run();
        for (int k = 0; k < FaultyRuns; k++) {
            protect(k % 2 ? PROT_NONE : PROT_READ);
            run();
            protect(PROT_READ | PROT_WRITE);
        }
        note_memory();
        if (argc > 2 || i % 20 == 19)
            printf("%d: %d faults, %016lx\n", i, faults, seen);
    }
    return 0;
}
