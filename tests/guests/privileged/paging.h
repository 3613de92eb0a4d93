/* Page tables for tests that run in machine mode and look at memory through S and U mode. A program defines LEVELS. */
#ifndef PAGING_H
#define PAGING_H

#include "machine.h"

#ifndef LEVELS
#define LEVELS 3
#endif

enum { PAGE = 4096, TABLE_COUNT = 64 };

#define PTE_V 0x01ul
#define PTE_R 0x02ul
#define PTE_W 0x04ul
#define PTE_X 0x08ul
#define PTE_U 0x10ul
#define PTE_G 0x20ul
#define PTE_A 0x40ul
#define PTE_D 0x80ul
#define PTE_RW (PTE_V | PTE_R | PTE_W | PTE_A | PTE_D)
#define PTE_RWX (PTE_RW | PTE_X)

#define RAM 0x80000000ul
#define USER_RAM 0xc0000000ul /* U mode's view of RAM */
#define TEST_VA 0x140000000ul /* where tests map their pages */
#define GIGA 0x40000000ul
#define MEGA2 0x200000ul

static u64 tables[TABLE_COUNT][512] __attribute__((aligned(4096)));
static u64 tables_used;
static u64 *root;
static u8 frames[4][PAGE] __attribute__((aligned(4096)));

static inline u64 *new_table(void)
{
    u64 *table = tables[tables_used++];
    CHECK(tables_used <= TABLE_COUNT);
    memset(table, 0, PAGE);
    return table;
}

static inline u64 pte_of(u64 physical, u64 flags)
{
    return physical >> 12 << 10 | flags;
}

static inline u64 *pte_in(u64 *table, u64 va, int level)
{
    for (int l = LEVELS - 1; ; l--) {
        u64 *pte = &table[va >> (12 + 9 * l) & 511];
        if (l == level)
            return pte;
        if (!(*pte & PTE_V))
            *pte = pte_of((u64)new_table(), PTE_V);
        table = (u64 *)(*pte >> 10 << 12);
    }
}

/* The entry for an address at a level (0 is the 4 KiB page), the tables above it made if need be. */
static inline u64 *pte_for(u64 va, int level)
{
    return pte_in(root, va, level);
}

static inline void map(u64 va, u64 physical, u64 flags, int level)
{
    *pte_for(va, level) = pte_of(physical, flags);
    asm volatile("sfence.vma" : : : "memory");
}

static inline u64 satp_for(const u64 *table, u64 asid)
{
    return (u64)(LEVELS + 5) << 60 | asid << 44 | (u64)table >> 12;
}

/* RAM for S mode at its own address and for U mode at USER_RAM. */
static inline u64 *new_address_space(void)
{
    u64 *table = new_table();
    *pte_in(table, RAM, 2) = pte_of(RAM, PTE_RWX);
    *pte_in(table, USER_RAM, 2) = pte_of(RAM, PTE_RWX | PTE_U);
    return table;
}

static inline void paging_on(void)
{
    root = new_address_space();
    user_alias = USER_RAM - RAM;
    CSR_WRITE(stvec, (u64)s_trap);
    CSR_WRITE(satp, satp_for(root, 0));
    asm volatile("sfence.vma" : : : "memory");
}

enum access { LOAD, STORE, FETCH, AMO, LOAD_RESERVED };

static u64 access_address, access_value;

static inline u64 do_access(u64 kind)
{
    switch (kind) {
    case LOAD:
        return try_load64(access_address, &access_value);
    case STORE:
        return try_store64(access_address, access_value);
    case FETCH:
        return try_call(access_address);
    case AMO:
        return TRY("amoadd.d x0, x0, (%1)", "r"(access_address));
    default:
        return TRY("lr.d t0, (%1)", "r"(access_address));
    }
}

/* Accesses an address from S or U mode and returns the cause. */
static inline u64 access(u64 mode, u64 kind, u64 address)
{
    access_address = address;
    u64 cause = run_in(mode, do_access, kind);
    set_operands(address, cause);
    return cause;
}

static inline u64 load_in(u64 mode, u64 address)
{
    CHECK_EQUAL(access(mode, LOAD, address), NO_TRAP);
    return access_value;
}

static inline void store_in(u64 mode, u64 address, u64 value)
{
    access_value = value;
    CHECK_EQUAL(access(mode, STORE, address), NO_TRAP);
}

static inline void check_fault(u64 mode, u64 kind, u64 address, u64 cause)
{
    CHECK_EQUAL(access(mode, kind, address), cause);
    CHECK_EQUAL(this_hart()->tval, address);
}

static inline u64 page_fault_of(u64 kind)
{
    return kind == FETCH ? CAUSE_FETCH_PAGE
        : kind == LOAD || kind == LOAD_RESERVED ? CAUSE_LOAD_PAGE : CAUSE_STORE_PAGE;
}

/* Fills a frame with `ret`. */
static inline void fill_with_returns(u8 *frame)
{
    for (u64 i = 0; i < PAGE; i += 2)
        *(u16 *)(frame + i) = 0x8082;
    asm volatile("fence.i" : : : "memory");
}

#endif
