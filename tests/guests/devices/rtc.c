// guest: rtc machine=virt
// The goldfish clock: time in nanoseconds and its alarm.
#include "machine.h"

#define RTC(offset) (*(volatile u32 *)(0x101000ul + (offset)))
#define PLIC(offset) (*(volatile u32 *)(0xc000000ul + (offset)))

enum { TIME_LOW = 0, TIME_HIGH = 4, ALARM_LOW = 8, ALARM_HIGH = 12, IRQ_ENABLED = 16, CLEAR_ALARM = 20,
    ALARM_STATUS = 24, CLEAR_INTERRUPT = 28, RTC_IRQ = 11 };

static u64 now(void)
{
    u64 low = RTC(TIME_LOW); /* reading the low half latches the high one */
    return (u64)RTC(TIME_HIGH) << 32 | low;
}

void test_main(void)
{
    test_case("time advances");
    u64 start = now();
    CHECK(start > 1600000000ul * 1000000000); /* after 2020 */
    while (now() <= start) { }

    test_case("the alarm interrupts");
    PLIC(4 * RTC_IRQ) = 1;
    PLIC(0x2000) = 1 << RTC_IRQ;
    RTC(IRQ_ENABLED) = 1;
    u64 alarm = now() + 1000000;
    RTC(ALARM_HIGH) = (u32)(alarm >> 32);
    RTC(ALARM_LOW) = (u32)alarm;
    while (!(CSR_READ(mip) >> IRQ_MEI & 1)) { }
    CHECK(now() >= alarm);
    CHECK_EQUAL(RTC(ALARM_STATUS), 0);
    CHECK_EQUAL(PLIC(0x200004), RTC_IRQ);
    RTC(CLEAR_INTERRUPT) = 1;
    PLIC(0x200004) = RTC_IRQ;
    CHECK_EQUAL(CSR_READ(mip) >> IRQ_MEI & 1, 0);

    test_case("a cleared alarm stays silent");
    alarm = now() + 1000000000ul * 3600;
    RTC(ALARM_HIGH) = (u32)(alarm >> 32);
    RTC(ALARM_LOW) = (u32)alarm;
    CHECK_EQUAL(RTC(ALARM_STATUS), 1);
    RTC(CLEAR_ALARM) = 1;
    CHECK_EQUAL(RTC(ALARM_STATUS), 0);
}
