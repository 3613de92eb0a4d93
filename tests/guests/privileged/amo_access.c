// guest: amo-access machine=spike qemu=deviates
// Every atomic but lr raises the store causes, whichever of its two accesses fails.
#include "machine.h"

#define HOLE 0x0040000000000000ul

static u64 cell[2];

void test_main(void)
{
    test_case("access faults");
    CHECK_EQUAL(TRY("amoswap.d t0, t0, (%1)", "r"(HOLE)), CAUSE_STORE_ACCESS);
    CHECK_EQUAL(this_hart()->tval, HOLE);
    CHECK_EQUAL(TRY("amoadd.w t0, t0, (%1)", "r"(HOLE)), CAUSE_STORE_ACCESS);
    CHECK_EQUAL(TRY("lr.w t0, (%1)", "r"(HOLE)), CAUSE_LOAD_ACCESS);

    test_case("misaligned addresses");
    CHECK_EQUAL(TRY("amoswap.d t0, t0, (%1)", "r"((u8 *)cell + 4)), CAUSE_STORE_MISALIGNED);
    CHECK_EQUAL(TRY("amomax.w t0, t0, (%1)", "r"((u8 *)cell + 2)), CAUSE_STORE_MISALIGNED);
    CHECK_EQUAL(TRY("sc.w t0, t0, (%1)", "r"((u8 *)cell + 2)), CAUSE_STORE_MISALIGNED);
    CHECK_EQUAL(TRY("lr.w t0, (%1)", "r"((u8 *)cell + 2)), CAUSE_LOAD_MISALIGNED);
}
