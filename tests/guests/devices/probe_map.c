// guest: probe-map machine=virt
// guest: probe-map-smp machine=virt harts=2 qemu=deviates
// Hostile: reads and writes every device of the map, and the holes between them, at every width and alignment. Whatever
// the machine does about an access (a value, nothing, an access fault) is fine; it has to go on.
#include "machine.h"

struct region {
    u64 base, size;
    const char *name;
};

/* Left out: the finisher's base word (it ends the program when the right value is written) and RAM. */
static const struct region regions[] = {
    { 0x0, 0x100, "debug" },
    { 0x1000, 0x100, "boot rom" },
    { 0xff00, 0x200, "boot rom end" },
    { 0x100008, 0xff8, "finisher" },
    { 0x101000, 0x1000, "rtc" },
    { 0x102000, 0x100, "hole after rtc" },
    { 0x1fffff0, 0x20, "clint start" },
    { 0x2000000, 0x40, "msip" },
    { 0x2003ff0, 0x60, "mtimecmp" },
    { 0x200bff0, 0x40, "mtime" },
    { 0x200fff0, 0x20, "clint end" },
    { 0x3000000, 0x100, "pio" },
    { 0xbfffff0, 0x20, "plic start" },
    { 0xc000000, 0x200, "plic priorities" },
    { 0xc001000, 0x100, "plic pending" },
    { 0xc002000, 0x200, "plic enables" },
    { 0xc1ffff0, 0x40, "plic contexts" },
    { 0xc201000, 0x20, "plic context 1" },
    { 0xc5ffff0, 0x20, "plic end" },
    { 0x10000000, 0x20, "uart" },
    { 0x100000f0, 0x20, "uart end" },
    { 0x10001000, 0x200, "virtio 0" },
    { 0x10002000, 0x200, "virtio 1" },
    { 0x10008000, 0x200, "virtio 7" },
    { 0x10008ff0, 0x20, "virtio end" },
    { 0x10100000, 0x20, "fw_cfg" },
    { 0x20000000, 0x40, "flash 0" },
    { 0x21fffff0, 0x20, "flash border" },
    { 0x23fffff0, 0x20, "flash end" },
    { 0x30000000, 0x100, "pci ecam" },
    { 0x40000000, 0x40, "pci mmio" },
    { 0x7ffffff0, 0x10, "below ram" },
    { 0xfffffffffffffff0, 0xf, "top" },
    { 0x00fffffffffffff0, 0x20, "top of 56 bits" },
};

static const u64 values[] = { 0, ~0ul, 0x5a5aa5a51234fedc, 1, 0x8000000000000000 };

static u64 probes;

static void quiet_uart(void)
{
    /* loopback, so that what is written to the transmitter is not seen */
    (void)try_store8(0x10000003, 3);
    (void)try_store8(0x10000004, 0x10);
}

static void probe(u64 address)
{
    u64 value;
    (void)try_load8(address, &value);
    (void)try_load16(address, &value);
    (void)try_load32(address, &value);
    (void)try_load64(address, &value);
    (void)TRY("flw ft0, (%1)", "r"(address));
    (void)TRY("fld ft0, (%1)", "r"(address));
    probes++;
}

static void probe_write(u64 address, u64 value)
{
    (void)try_store8(address, value);
    (void)try_store16(address, value);
    (void)try_store32(address, value);
    (void)try_store64(address, value);
    (void)TRY("amoswap.w t0, %2, (%1)", "r"(address), "r"(value));
    (void)TRY("amoadd.d t0, %2, (%1)", "r"(address), "r"(value));
    (void)TRY("lr.w t0, (%1)\n sc.w t0, t0, (%1)", "r"(address));
}

static void restore(void)
{
    CSR_WRITE(mie, 0);
    (void)try_store8(0x10000003, 3);
    (void)try_store8(0x10000001, 0);
    (void)try_store8(0x10000004, 0);
    *CLINT_MSIP(0) = 0;
    *CLINT_MTIMECMP(0) = ~0ul;
}

void test_main(void)
{
    test_case("reads");
    for (u64 i = 0; i < ARRAY_LENGTH(regions); i++)
        for (u64 offset = 0; offset < regions[i].size; offset++)
            probe(regions[i].base + offset);

    test_case("writes");
    for (u64 i = 0; i < ARRAY_LENGTH(regions); i++)
        for (u64 v = 0; v < ARRAY_LENGTH(values); v++)
            for (u64 offset = 0; offset < regions[i].size; offset++) {
                u64 address = regions[i].base + offset;
                if (address >= 0x10000000 && address < 0x10000008)
                    quiet_uart();
                probe_write(address, values[v]);
            }
    restore();

    test_case("every megabyte up to 4 GiB, and every power of two");
    for (u64 address = 0; address < 0x80000000; address += 0x100000)
        for (u64 offset = 0x10; offset < 0x18; offset++)
            probe(address + offset);
    for (int bit = 36; bit < 64; bit++)
        for (u64 offset = 0; offset < 8; offset++) {
            probe((1ul << bit) + offset);
            probe_write((1ul << bit) + offset, offset);
        }

    test_case("fetches");
    for (u64 i = 0; i < ARRAY_LENGTH(regions); i++)
        if (regions[i].base < 0x1000 || regions[i].base > 0x10000) { /* the boot ROM is code */
            u64 cause = try_call(regions[i].base);
            set_operands(regions[i].base, cause);
            CHECK(cause == CAUSE_FETCH_ACCESS || cause == CAUSE_ILLEGAL || cause == CAUSE_FETCH_PAGE);
        }
    restore();
    test_case("end");
    CHECK(probes > 10000);
}
