// guest: fails-on-purpose-p env=p machine=spike status=2
// guest: fails-on-purpose-v env=v machine=spike status=2
// guest: fails-on-purpose-virt env=p machine=virt status=2
// A check that cannot hold, so that a machine which lets everything pass is found out.
#include "guest.h"

void test_main(void)
{
    test_case("one that holds");
    CHECK_EQUAL(1, 1);
    test_case("one that does not");
    CHECK_EQUAL(1, 2);
}
