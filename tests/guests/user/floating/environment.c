// fenv.h: rounding modes and flags as the C library sees them; NaN boxing; the control register's fields.
// build: -lm
// guest: riscv64
#include "user.h"
#include <fenv.h>
#include <math.h>

static volatile double one = 1, three = 3, zero = 0, big = 1e308, tiny = 1e-308;

static void show_flags(const char *what)
{
    int flags = fetestexcept(FE_ALL_EXCEPT);
    printf("%-20s%s%s%s%s%s\n", what, flags & FE_INVALID ? " invalid" : "", flags & FE_DIVBYZERO ? " divbyzero" : "",
        flags & FE_OVERFLOW ? " overflow" : "", flags & FE_UNDERFLOW ? " underflow" : "", flags & FE_INEXACT ? " inexact" : "");
    feclearexcept(FE_ALL_EXCEPT);
}

static uint64_t bits(double value)
{
    uint64_t result;
    memcpy(&result, &value, 8);
    return result;
}

int main(void)
{
    volatile double sink;
    int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
    for (int i = 0; i < 4; i++) {
        SHOW(fesetround(modes[i]));
        SHOW(fegetround() == modes[i]);
        printf("%016lx %016lx %016lx %016lx\n", bits(one / three), bits(-one / three), bits(big * big), bits(tiny * tiny));
        printf("%.1f %.1f %ld %ld %ld\n", rint(2.5), nearbyint(-2.5), lrint(2.5), lrint(-3.5), lround(2.5));
        printf("%a %a %a\n", strtod("0.1", NULL), strtod("-0.3", NULL), (double)strtof("0.1", NULL));
        printf("%.2f %.2f %.0f\n", 0.125, -0.125, 2.5);
    }
    fesetround(FE_TONEAREST);
    feclearexcept(FE_ALL_EXCEPT);
    sink = one / three, show_flags("1/3");
    sink = one / zero, show_flags("1/0");
    sink = zero / zero, show_flags("0/0");
    sink = big * big, show_flags("big*big");
    sink = tiny * tiny, show_flags("tiny*tiny");
    sink = sqrt(-one), show_flags("sqrt(-1)");
    sink = (double)(long)1e30, show_flags("(constant)");
    sink = (long)(big * one), show_flags("(long)1e308");
    sink = zero < NAN, show_flags("0 < NaN");
    sink = zero == NAN, show_flags("0 == NaN");
    sink = nextafter(zero, one), show_flags("nextafter(0,1)");
    feraiseexcept(FE_INVALID | FE_INEXACT), show_flags("raised");
    fenv_t environment;
    feraiseexcept(FE_OVERFLOW);
    SHOW(feholdexcept(&environment));
    show_flags("held");
    sink = one / zero;
    SHOW(feupdateenv(&environment));
    show_flags("updated");
    float single;
    __asm__ volatile("fmv.d.x %0, %1" : "=f"(single) : "r"(0x3f800000L)); // not boxed
    float result;
    __asm__ volatile("fadd.s %0, %1, %1" : "=f"(result) : "f"(single));
    uint32_t word;
    memcpy(&word, &result, 4);
    printf("unboxed: %08x\n", word);
    long value;
    __asm__ volatile("csrw fcsr, %1; csrr %0, fcsr" : "=r"(value) : "r"(-1L));
    printf("fcsr %lx\n", value);
    __asm__ volatile("csrrwi %0, frm, 3" : "=r"(value));
    printf("frm %lx\n", value);
    __asm__ volatile("csrr %0, fcsr" : "=r"(value));
    printf("fcsr %lx\n", value);
    __asm__ volatile("csrw fcsr, x0");
    IN_CHILD("reserved mode", __asm__ volatile("fsrm %0; fadd.d ft0, ft0, ft0" ::"r"(5L) : "ft0"));
    (void)sink;
    return 0;
}
