// Random code of the kind that compilers and hand-written routines consist of: accesses of all widths through a few base
// registers, runs of byte stores, atomics, control registers, floating point, loops, branches, calls.
#pragma once
#include "user.h"

enum { Ra = 1, Sp = 2, S0 = 8, S1 = 9, A0 = 10, OuterCount = 25, InnerCount = 26, ReturnCopy = 27, Scratch = 31 };
enum { MostLabels = 64, Slot = 8192, LargestPiece = 200 }; // in bytes and half words
enum { OpLoad = 0x03, OpLoadFloat = 0x07, OpImmediate = 0x13, OpStore = 0x23, OpStoreFloat = 0x27, OpAtomic = 0x2f,
       OpRegister = 0x33, OpLui = 0x37, OpFloat = 0x53, OpBranch = 0x63, OpSystem = 0x73 };
enum { CsrFlags = 1, CsrRounding = 2, CsrFloat = 3 };

static const uint8_t bases[] = { A0, A0 + 1, A0 + 2, S0, S1, Sp };
static const uint8_t values[] = { 5, 6, 7, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 28, 29, 30 };

// A program: where it begins, and places to which a handler may go on.
struct region {
    uint16_t *start, *end;
    uint16_t *labels[MostLabels];
    int label_count;
};

static uint64_t random_state;
static uint16_t *next_half, *slot_end;

static uint32_t draw(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 11) % limit;
}

static bool one_in(uint32_t n)
{
    return draw(n) == 0;
}

static void emit(uint32_t word)
{
    *next_half++ = (uint16_t)word;
    *next_half++ = (uint16_t)(word >> 16);
}

static void emit_i(int opcode, int kind, int rd, int rs1, int immediate)
{
    emit((uint32_t)immediate << 20 | (uint32_t)rs1 << 15 | (uint32_t)kind << 12 | (uint32_t)rd << 7 | (uint32_t)opcode);
}

static void emit_r(int opcode, int upper, int kind, int rd, int rs1, int rs2)
{
    emit_i(opcode, kind, rd, rs1, upper << 5 | rs2);
}

static void emit_s(int opcode, int width, int base, int source, int offset)
{
    emit((uint32_t)(offset >> 5) << 25 | (uint32_t)source << 20 | (uint32_t)base << 15 | (uint32_t)width << 12 |
         (uint32_t)(offset & 31) << 7 | (uint32_t)opcode);
}

static void put_branch(uint16_t *at, int kind, int rs1, int rs2, const uint16_t *target)
{
    uint32_t distance = (uint32_t)((target - at) * 2);
    NEED(distance + 4096 < 8192);
    uint16_t *here = next_half;
    next_half = at;
    emit((distance >> 12 & 1) << 31 | (distance >> 5 & 63) << 25 | (uint32_t)rs2 << 20 | (uint32_t)rs1 << 15 |
         (uint32_t)kind << 12 | (distance >> 1 & 15) << 8 | (distance >> 11 & 1) << 7 | OpBranch);
    next_half = here == at ? next_half : here;
}

static void emit_jal(int rd, const uint16_t *target)
{
    uint32_t distance = (uint32_t)((target - next_half) * 2);
    emit((distance >> 20 & 1) << 31 | (distance >> 1 & 1023) << 21 | (distance >> 11 & 1) << 20 |
         (distance >> 12 & 255) << 12 | (uint32_t)rd << 7 | 0x6f);
}

static void emit_address(int rd, const void *address)
{
    uint32_t low = (uint32_t)(uintptr_t)address;
    emit(((low + 0x800) & 0xfffff000) | (uint32_t)rd << 7 | OpLui);
    emit_i(OpImmediate, 0, rd, rd, (int)(low & 0xfff));
}

static int base(void)
{
    return bases[draw(sizeof bases)];
}

static int value(void)
{
    return values[draw(sizeof values)];
}

static int offset(void)
{
    return one_in(12) ? (int)draw(4000) - 2000 : (int)draw(96) - 48;
}

static void emit_load(int kind, int rd, int from, int at)
{
    emit_i(OpLoad, kind, rd, from, at);
}

static void emit_byte(int to, int source, int at)
{
    emit_s(OpStore, 0, to, source, at);
}

// Short forms have registers x8 to x15 only.
static void emit_short_access(void)
{
    static const uint8_t near[] = { S0, S1, A0, A0 + 1, A0 + 2 };
    uint32_t through = near[draw(sizeof near)] - 8u, with = 13 - 8u + draw(3), units = draw(32);
    bool is_store = draw(2), is_double = draw(2);
    uint32_t word = is_double ? (units >> 3 & 3) << 5 | (units & 7) << 10 | 3u << 13
                              : (units & 1) << 6 | (units >> 4 & 1) << 5 | (units >> 1 & 7) << 10 | 2u << 13;
    *next_half++ = (uint16_t)(word | (is_store ? 4u << 13 : 0) | through << 7 | with << 2);
}

static void emit_access(void)
{
    switch (draw(9)) {
    case 0: case 1: case 2: emit_s(OpStore, (int)draw(4), base(), one_in(8) ? base() : value(), offset()); break;
    case 3: case 4: emit_load((int)draw(7), value(), base(), offset()); break;
    case 5: emit_s(OpStoreFloat, 2 + (int)draw(2), base(), (int)draw(32), offset()); break;
    case 6: emit_i(OpLoadFloat, 2 + (int)draw(2), (int)draw(32), base(), offset()); break;
    case 7: emit_short_access(); break;
    default: emit_load((int)draw(7), value(), one_in(8) ? 0 : base(), offset()); break;
    }
}

static void emit_arithmetic(void)
{
    int rd = value(), a = value(), b = value();
    switch (draw(8)) {
    case 0: emit_r(OpRegister, 0, 0, rd, a, b); break; // add
    case 1: emit_r(OpRegister, 0, 4, rd, a, b); break; // xor
    case 2: emit_r(OpRegister, 1, (int)draw(8), rd, a, b); break; // multiplication, division
    case 3: emit_i(OpImmediate, 0, rd, a, offset()); break;
    case 4: emit_i(OpImmediate, 1, rd, a, (int)draw(64)); break;
    case 5: emit_i(OpImmediate, 5, rd, a, (int)draw(64)); break;
    case 6: emit_r(OpRegister, 0, 3, rd, a, b); break; // sltu
    default: emit((draw(1 << 20) << 12) | (uint32_t)rd << 7 | 0x17); break; // auipc
    }
}

static void emit_base_change(void)
{
    int to = base();
    emit_i(OpImmediate, 0, to, to, ((int)draw(5) - 2) * (one_in(3) ? 1 : 8));
}

// An address for an atomic operation, which must be aligned.
static void emit_aligned(bool is_double)
{
    emit_i(OpImmediate, 0, Scratch, base(), offset());
    emit_i(OpImmediate, 7, Scratch, Scratch, is_double ? -8 : -4);
}

static void emit_atomic(void)
{
    static const uint8_t operations[] = { 0, 1, 4, 8, 12, 16, 20, 24, 28 };
    int width = 2 + (int)draw(2), order = (int)draw(4);
    emit_aligned(width == 3);
    emit_r(OpAtomic, operations[draw(sizeof operations)] << 2 | order, width, one_in(4) ? 0 : value(), Scratch, value());
}

static void emit_piece(int depth);

// Tries until it has stored, so that it does not matter whether a handler ends a reservation; that depends on the system.
static void emit_reservation(void)
{
    int width = 2 + (int)draw(2), old = 28, failed = 29;
    emit_aligned(width == 3);
    uint16_t *again = next_half;
    emit_r(OpAtomic, 2 << 2, width, old, Scratch, 0);
    emit_i(OpImmediate, 0, old, old, offset());
    emit_r(OpAtomic, 3 << 2, width, failed, Scratch, old);
    put_branch(next_half, 1, failed, 0, again);
}

static void emit_control(void)
{
    int rd = one_in(4) ? 0 : value();
    switch (draw(7)) {
    case 0: emit_i(OpSystem, 1, rd, value(), CsrFlags); break;
    case 1: emit_i(OpSystem, 2, rd, 0, CsrFlags); break;
    case 2: emit_i(OpSystem, 6 + (int)draw(2), rd, (int)draw(32), CsrFlags); break;
    case 3: emit_i(OpSystem, 5, rd, (int)draw(5), CsrRounding); break;
    case 4: emit_i(OpSystem, 2, rd, 0, CsrRounding + (int)draw(2)); break;
    case 5:
        emit_i(OpImmediate, 7, Scratch, value(), 31);
        emit_i(OpImmediate, 6, Scratch, Scratch, (int)draw(5) << 5);
        emit_i(OpSystem, 1, rd, Scratch, CsrFloat);
        break;
    default: emit_i(OpSystem, 5, rd, (int)draw(32), CsrFlags); break;
    }
}

static void emit_float(void)
{
    int wide = (int)draw(2), rounding = one_in(4) ? (int)draw(5) : 7;
    int rd = (int)draw(32), a = (int)draw(32), b = (int)draw(32), integer = value();
    switch (draw(10)) {
    case 0: emit_r(OpFloat, 0x00 | wide, rounding, rd, a, b); break;
    case 1: emit_r(OpFloat, 0x04 | wide, rounding, rd, a, b); break;
    case 2: emit_r(OpFloat, 0x08 | wide, rounding, rd, a, b); break;
    case 3: emit_r(OpFloat, 0x0c | wide, rounding, rd, a, b); break;
    case 4: emit_r(OpFloat, 0x2c | wide, rounding, rd, a, 0); break;
    case 5: emit_r(OpFloat, 0x50 | wide, (int)draw(3), integer, a, b); break; // comparisons
    case 6: emit_r(OpFloat, 0x60 | wide, rounding, integer, a, (int)draw(4)); break; // to integer
    case 7: emit_r(OpFloat, 0x68 | wide, rounding, rd, integer, (int)draw(4)); break;
    case 8: emit_r(OpFloat, 0x20 | wide, rounding, rd, a, !wide); break; // the other format
    default: emit(0x43u | draw(4) << 2 | (uint32_t)rounding << 12 | (uint32_t)wide << 25 | (uint32_t)rd << 7 |
                  (uint32_t)a << 15 | (uint32_t)b << 20 | draw(32) << 27); break; // fused
    }
}

static void emit_between(void)
{
    if (!one_in(5)) return;
    switch (draw(5)) {
    case 0: emit_control(); break;
    case 1: emit_float(); break;
    case 2: emit_base_change(); break;
    default: emit_access(); break;
    }
}

// What compilers make of accesses that may not be aligned, with something else between now and then.
static void emit_bytes(void)
{
    int from = base(), size = draw(2) ? 8 : 4, low = (int)draw(96) - 48, into = value(), piece = value();
    switch (draw(4)) {
    case 0: // assembles a word from its bytes
        emit_load(4, into, from, low);
        for (int i = 1; i < size; i++) {
            emit_load(4, piece, from, low + i);
            emit_between();
            emit_i(OpImmediate, 1, piece, piece, 8 * i);
            emit_r(OpRegister, 0, 6, into, into, piece); // or
        }
        break;
    case 1: // stores one in pieces, in any order
        for (int i = 0, k = (int)draw(8) | 1; i < size; i++) {
            int at = i * k % size;
            emit_i(OpImmediate, 5, piece, into, 8 * at);
            emit_byte(from, piece, low + at);
            emit_between();
        }
        break;
    case 2: // two words in turn
        for (int i = 0; i < 8; i++) {
            emit_i(OpImmediate, 5, piece, into, 8 * (i / 2));
            emit_byte(from, piece, low + (i % 2 ? 8 : 0) + i / 2);
        }
        break;
    default: { // copies bytes
        int to = base(), there = (int)draw(96) - 48, backwards = (int)draw(2);
        for (int i = 0; i < 8; i++) {
            emit_load(4, values[i], from, low + (backwards ? 7 - i : i));
            if (one_in(3)) emit_between();
        }
        for (int i = 0; i < size; i++) {
            emit_byte(to, values[i], there + (backwards ? 7 - i : i));
            emit_between();
        }
    }
    }
}

// What was loaded is changed and goes back, then comes another access.
static void emit_increment(void)
{
    int kind = (int)draw(7), from = base(), at = offset(), with = value();
    emit_load(kind, with, from, at);
    emit_i(OpImmediate, 0, with, with, 1 + (int)draw(7));
    emit_s(OpStore, (int)draw(4), one_in(3) ? base() : from, with, at);
    emit_between();
    emit_access();
}

// Stores through one register, as at the beginning of a function.
static void emit_group(void)
{
    int to = base(), at = offset() & ~7;
    for (int i = 2 + (int)draw(5); i > 0; i--, at += 8) {
        if (one_in(4)) emit_s(OpStoreFloat, 2 + (int)draw(2), to, (int)draw(32), at);
        else emit_s(OpStore, (int)draw(4), to, value(), at);
        if (one_in(3)) emit_between();
        if (one_in(3)) emit_arithmetic();
    }
}

static void emit_loop(int depth)
{
    int count = depth == 0 ? OuterCount : InnerCount, pieces = 1 + (int)draw(depth == 0 ? 6 : 3);
    emit_i(OpImmediate, 0, count, 0, 1 + (int)draw(5));
    uint16_t *into = NULL;
    if (one_in(4)) { // sometimes begins in its middle
        into = next_half;
        emit(0);
    }
    uint16_t *head = next_half;
    for (int i = 0; i < pieces && next_half - head < (depth == 0 ? 1200 : 300); i++) {
        emit_piece(depth + 1);
        if (into != NULL) {
            put_branch(into, 4 + (int)draw(4), value(), value(), next_half);
            into = NULL;
        }
    }
    if (into != NULL) put_branch(into, 0, 0, 0, next_half);
    emit_i(OpImmediate, 0, count, count, -1);
    put_branch(next_half, 4, 0, count, head);
}

static void emit_skip(int depth)
{
    uint16_t *from = next_half;
    int kind = (const uint8_t[]){ 0, 1, 4, 5, 6, 7 }[draw(6)];
    emit(0);
    for (int i = (int)draw(3); i >= 0 && next_half - from < 300; i--) emit_piece(depth);
    put_branch(from, kind, value(), value(), next_half);
}

static const uint16_t *functions[2];

static void emit_piece(int depth)
{
    if (slot_end - next_half < LargestPiece) return;
    switch (draw(22)) {
    case 0: case 1: case 2: case 3: emit_access(); break;
    case 4: emit_base_change(); break;
    case 5: case 6: case 7: emit_bytes(); break;
    case 8: case 9: emit_increment(); break;
    case 10: case 11: emit_group(); break;
    case 12: emit_atomic(); break;
    case 13: emit_reservation(); break;
    case 14: case 15: emit_control(); break;
    case 16: case 17: emit_float(); break;
    case 18: emit_arithmetic(); break;
    case 19: if (depth < 2) emit_loop(depth); break;
    case 20: if (depth < 3) emit_skip(depth + 1); break;
    default:
        if (depth < 3 && functions[1] != NULL) emit_jal(Ra, functions[draw(2)]);
        else emit(0x0ff0000f); // fence
        break;
    }
}

// Leaves a copy of its return address where no handler can spoil it.
static void emit_function(void)
{
    bool has_frame = draw(2);
    emit_i(OpImmediate, 0, ReturnCopy, Ra, 0);
    if (has_frame) {
        emit_i(OpImmediate, 0, Sp, Sp, -32);
        emit_s(OpStore, 3, Sp, Ra, 24);
        emit_s(OpStore, 3, Sp, S0, 16);
    }
    for (int i = (int)draw(4); i >= 0; i--) emit_piece(3);
    if (has_frame) {
        emit_load(3, Ra, Sp, 24);
        emit_load(3, value(), Sp, 16);
        emit_i(OpImmediate, 0, Sp, Sp, 32);
    }
    emit_i(OpImmediate, 0, Ra, ReturnCopy, 0);
    emit(0x00008067); // ret
}

// Writes a program into a slot that begins at a page, so that it lies across the next one, and ends at a place outside.
static void make_region(struct region *made, uint16_t *slot, const void *exit)
{
    slot_end = slot + Slot / 2 - 64;
    next_half = slot + 1024 + draw(1000);
    functions[0] = functions[1] = NULL;
    const uint16_t *first = next_half;
    emit_function();
    const uint16_t *second = next_half;
    emit_function();
    functions[0] = first;
    functions[1] = second;
    made->start = next_half;
    made->label_count = 0;
    for (int i = 2 + (int)draw(one_in(4) ? 24 : 8); i > 0 && made->label_count < MostLabels; i--) {
        emit_piece(0);
        made->labels[made->label_count++] = next_half;
    }
    emit_address(Scratch, exit);
    emit_i(0x67, 0, 0, Scratch, 0);
    made->end = next_half;
}
