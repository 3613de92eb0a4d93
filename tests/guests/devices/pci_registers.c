// guest: pci_registers machine=virt
/* Prints every register of every function on the first bus, and of those behind bridges: as it is, after ones were written,
 * and after zeros; then it has its old value again. Registers that nobody can change and that are zero are left out. */
#include "machine.h"
#include "report.h"

#define ECAM 0x30000000ul

enum { VENDOR = 0x00, HEADER = 0x0c, BUSES = 0x18, FREE_SPACE = 0x40, EXTENDED = 0x100, END = 0x150 };

static volatile u32 *reg(u64 bus, u64 device, u64 offset)
{
    return (volatile u32 *)(ECAM + (bus << 20) + (device << 15) + offset);
}

static void put_digits(u64 value, int digits)
{
    char text[17];
    for (int i = 0; i < digits; i++) text[i] = "0123456789abcdef"[value >> 4 * (digits - 1 - i) & 15];
    text[digits] = 0;
    put_string(text);
}

static void print(u64 bus, u64 device)
{
    for (u64 offset = 0; offset < END; offset += 4) {
        volatile u32 *at = reg(bus, device, offset);
        u32 value = *at;
        if (offset >= EXTENDED && value == 0xffffffff) break;
        *at = 0xffffffff;
        u32 ones = *at;
        *at = 0;
        u32 zeros = *at;
        *at = value;
        if (!value && !zeros && (!ones || (offset >= FREE_SPACE && ones == 0xffffffff))) continue;
        put_digits(bus, 2);
        put_string(":");
        put_digits(device, 2);
        put_string(" ");
        put_digits(offset, 3);
        put_string(" ");
        put_digits(value, 8);
        put_string(" ");
        put_digits(ones, 8);
        put_string(" ");
        put_digits(zeros, 8);
        put_string("\n");
    }
}

void test_main(void)
{
    test_case("the registers of PCI functions can be read and written");
    for (u64 device = 0; device < 32; device++) {
        if (*reg(0, device, VENDOR) == 0xffffffff) continue;
        if ((*reg(0, device, HEADER) >> 16 & 0x7f) == 1) {
            // The port's own registers come last: writing ones to all of them may switch the slot off.
            *reg(0, device, BUSES) = 0x00010100;
            for (u64 behind = 0; behind < 32; behind++)
                if (*reg(1, behind, VENDOR) != 0xffffffff) print(1, behind);
            *reg(0, device, BUSES) = 0;
        }
        print(0, device);
    }
}
