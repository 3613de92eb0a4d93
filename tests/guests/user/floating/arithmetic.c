// Every arithmetic instruction over corner cases, in every rounding mode, with the flags that it raises.
// guest: riscv64
#include "user.h"

static const uint64_t doubles[] = {
    0, 0x8000000000000000, 0x3ff0000000000000, 0xbff0000000000000, 0x3ff0000000000001, 0x3fefffffffffffff,
    0x0000000000000001, 0x800fffffffffffff, 0x0010000000000000, 0x0010000000000001, 0x7fefffffffffffff,
    0xffefffffffffffff, 0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000, 0xfff8000000001234,
    0x7ff0000000000001, 0xfff4000000005678, 0x43e0000000000000, 0xc3e0000000000000, 0x3fd5555555555555,
    0x4340000000000001, 0x3ca0000000000000, 0x5fe0000000000000, 0x1ff0000000000000, 0x400921fb54442d18,
};
static const uint32_t floats[] = {
    0, 0x80000000, 0x3f800000, 0xbf800000, 0x3f800001, 0x3f7fffff, 0x00000001, 0x807fffff, 0x00800000, 0x00800001,
    0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc01234, 0x7f800001, 0xffa00056, 0x5f000000,
    0xdf000000, 0x3eaaaaab, 0x4b800001, 0x33800000, 0x5f800000, 0x1f800000, 0x40490fdb,
};
enum { Count = sizeof doubles / sizeof *doubles };

static uint64_t sum;
static unsigned flags_seen;

static void record(uint64_t bits)
{
    unsigned flags;
    __asm__ volatile("csrrw %0, fflags, x0" : "=r"(flags));
    flags_seen |= flags;
    sum = (sum ^ bits ^ (uint64_t)flags << 59) * 1099511628211u;
}

static void report(const char *name, int mode)
{
    printf("%-8s mode %d: %016lx flags %02x\n", name, mode, sum, flags_seen);
    sum = 14695981039346656037u;
    flags_seen = 0;
}

static void set_mode(int mode)
{
    __asm__ volatile("fsrm %0" ::"r"(mode));
}

static double as_double(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, 8);
    return value;
}

static float as_float(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

#define D2(name) \
    static void name##_d(int mode) \
    { \
        for (int i = 0; i < Count; i++) \
            for (int j = 0; j < Count; j++) { \
                double r; \
                __asm__ volatile(#name ".d %0, %1, %2" : "=f"(r) : "f"(as_double(doubles[i])), "f"(as_double(doubles[j]))); \
                uint64_t bits; \
                memcpy(&bits, &r, 8); \
                record(bits); \
            } \
        report(#name ".d", mode); \
    } \
    static void name##_s(int mode) \
    { \
        for (int i = 0; i < Count; i++) \
            for (int j = 0; j < Count; j++) { \
                float r; \
                __asm__ volatile(#name ".s %0, %1, %2" : "=f"(r) : "f"(as_float(floats[i])), "f"(as_float(floats[j]))); \
                uint64_t bits; \
                __asm__ volatile("fmv.x.d %0, %1" : "=r"(bits) : "f"(r)); \
                record(bits); \
            } \
        report(#name ".s", mode); \
    }

#define D3(name) \
    static void name##_d(int mode) \
    { \
        for (int i = 0; i < Count; i++) \
            for (int j = 0; j < Count; j++) \
                for (int k = 0; k < Count; k++) { \
                    uint64_t bits; \
                    double r; \
                    __asm__ volatile(#name ".d %0, %1, %2, %3" \
                                     : "=f"(r) \
                                     : "f"(as_double(doubles[i])), "f"(as_double(doubles[j])), "f"(as_double(doubles[k]))); \
                    memcpy(&bits, &r, 8); \
                    record(bits); \
                } \
        report(#name ".d", mode); \
    } \
    static void name##_s(int mode) \
    { \
        for (int i = 0; i < Count; i++) \
            for (int j = 0; j < Count; j++) \
                for (int k = 0; k < Count; k++) { \
                    uint32_t bits; \
                    float r; \
                    __asm__ volatile(#name ".s %0, %1, %2, %3" \
                                     : "=f"(r) \
                                     : "f"(as_float(floats[i])), "f"(as_float(floats[j])), "f"(as_float(floats[k]))); \
                    memcpy(&bits, &r, 4); \
                    record(bits); \
                } \
        report(#name ".s", mode); \
    }

#define COMPARE(name) \
    static void name(void) \
    { \
        for (int i = 0; i < Count; i++) \
            for (int j = 0; j < Count; j++) { \
                long r; \
                __asm__ volatile(#name ".d %0, %1, %2" : "=r"(r) : "f"(as_double(doubles[i])), "f"(as_double(doubles[j]))); \
                record(r); \
                __asm__ volatile(#name ".s %0, %1, %2" : "=r"(r) : "f"(as_float(floats[i])), "f"(as_float(floats[j]))); \
                record(r); \
            } \
        report(#name, 0); \
    }

D2(fadd)
D2(fsub)
D2(fmul)
D2(fdiv)
D2(fmin)
D2(fmax)
D2(fsgnj)
D2(fsgnjn)
D2(fsgnjx)
D3(fmadd)
D3(fmsub)
D3(fnmadd)
D3(fnmsub)
COMPARE(feq)
COMPARE(flt)
COMPARE(fle)

static void unary(int mode)
{
    for (int i = 0; i < Count; i++) {
        double d, rd;
        float s, rs;
        long class_d, class_s;
        d = as_double(doubles[i]);
        s = as_float(floats[i]);
        uint64_t bits;
        uint32_t bits_s;
        __asm__ volatile("fsqrt.d %0, %1" : "=f"(rd) : "f"(d));
        memcpy(&bits, &rd, 8);
        record(bits);
        __asm__ volatile("fsqrt.s %0, %1" : "=f"(rs) : "f"(s));
        memcpy(&bits_s, &rs, 4);
        record(bits_s);
        __asm__ volatile("fcvt.s.d %0, %1" : "=f"(rs) : "f"(d));
        memcpy(&bits_s, &rs, 4);
        record(bits_s);
        __asm__ volatile("fcvt.d.s %0, %1" : "=f"(rd) : "f"(s));
        memcpy(&bits, &rd, 8);
        record(bits);
        __asm__ volatile("fclass.d %0, %2; fclass.s %1, %3" : "=r"(class_d), "=r"(class_s) : "f"(d), "f"(s));
        record(class_d * 1024 + class_s);
        if (mode == 0)
            printf("%016lx: class %03lx, %08x: class %03lx\n", doubles[i], class_d, floats[i], class_s);
    }
    report("unary", mode);
}

int main(void)
{
    sum = 14695981039346656037u;
    __asm__ volatile("csrw fflags, x0");
    for (int mode = 0; mode < 5; mode++) {
        set_mode(mode);
        fadd_d(mode), fadd_s(mode), fsub_d(mode), fsub_s(mode), fmul_d(mode), fmul_s(mode), fdiv_d(mode), fdiv_s(mode);
        fmadd_d(mode), fmadd_s(mode), fmsub_d(mode), fmsub_s(mode);
        fnmadd_d(mode), fnmadd_s(mode), fnmsub_d(mode), fnmsub_s(mode);
        unary(mode);
    }
    set_mode(0);
    fmin_d(0), fmin_s(0), fmax_d(0), fmax_s(0);
    fsgnj_d(0), fsgnj_s(0), fsgnjn_d(0), fsgnjn_s(0), fsgnjx_d(0), fsgnjx_s(0);
    feq(), flt(), fle();
    return 0;
}
