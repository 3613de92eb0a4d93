/* The small supervisor of the environment "v". The program's pages are virtual addresses equal to where the image was
   loaded, backed by fewer frames than it has pages, in scattered order: touching a page faults, takes a frame from the
   oldest page and writes that one back if its D bit says that it is dirty. So the program runs across page faults,
   sfence.vma by address, and A/D bits that must be right for it to survive. */
#include "report.h"

enum { FRAMES = 20, PAGE = 4096, ENTRIES = 512 };

#define PTE_V 0x01
#define PTE_R 0x02
#define PTE_W 0x04
#define PTE_X 0x08
#define PTE_U 0x10
#define PTE_G 0x20
#define PTE_A 0x40
#define PTE_D 0x80

#define KERNEL_ALIAS 0xffffffff00000000ul
#define RAM 0x80000000ul

struct frame {
    u64 pc; /* in the slot of x0 */
    u64 x[31];
};

extern u8 image_end[];

static u64 root[ENTRIES] __attribute__((aligned(PAGE)));
static u64 middle[ENTRIES] __attribute__((aligned(PAGE)));
static u64 leaves[ENTRIES] __attribute__((aligned(PAGE)));
static u8 frames[FRAMES][PAGE] __attribute__((aligned(PAGE)));
static u32 owner[FRAMES]; /* page number + 1 */
static u32 next_frame;

static u64 pte_of(u64 physical, u64 flags)
{
    return physical >> 12 << 10 | flags;
}

/* Runs in machine mode, where addresses are physical. */
u64 supervisor_build_tables(void)
{
    root[0] = pte_of(0, PTE_V | PTE_R | PTE_W | PTE_A | PTE_D | PTE_G);
    root[RAM >> 30] = pte_of((u64)middle, PTE_V);
    root[510] = pte_of(RAM, PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D | PTE_G);
    middle[0] = pte_of((u64)leaves, PTE_V);
    return 8ul << 60 | (u64)root >> 12;
}

static u64 physical_of(const void *kernel_address)
{
    return (u64)kernel_address - KERNEL_ALIAS;
}

static void flush(u64 address)
{
    asm volatile("sfence.vma %0, zero" : : "r"(address) : "memory");
}

static void evict(u32 slot)
{
    u64 page = owner[slot] - 1;
    u64 address = RAM + page * PAGE;
    u64 pte = leaves[page];
    leaves[page] = 0;
    flush(address);
    if (pte & PTE_D)
        memcpy((void *)(address + KERNEL_ALIAS), frames[slot], PAGE);
}

static void page_in(u64 page)
{
    u32 slot = next_frame * 7 % FRAMES;
    next_frame = (next_frame + 1) % FRAMES;
    if (owner[slot])
        evict(slot);
    u64 address = RAM + page * PAGE;
    memcpy(frames[slot], (void *)(address + KERNEL_ALIAS), PAGE);
    asm volatile("fence.i" : : : "memory");
    owner[slot] = (u32)page + 1;
    leaves[page] = pte_of(physical_of(frames[slot]), PTE_V | PTE_R | PTE_W | PTE_X | PTE_U);
    flush(address);
}

static void page_fault(const struct frame *frame, u64 cause, u64 address)
{
    u64 page = (address - RAM) / PAGE;
    if (address < RAM || address >= physical_of(image_end))
        report_trap("U", cause, frame->pc, address);
    u64 pte = leaves[page];
    u64 needed = PTE_A | (cause == 15 ? PTE_D : 0);
    if (!(pte & PTE_V))
        page_in(page);
    else if ((pte & needed) != needed)
        leaves[page] = pte | needed; /* a hart that leaves A and D to software */
    else
        report_trap("U, on a page that allows it,", cause, frame->pc, address);
    flush(address);
}

void supervisor_trap(struct frame *frame, u64 cause, u64 tval)
{
    u64 *x = (u64 *)frame;
    if (cause == 12 || cause == 13 || cause == 15) {
        page_fault(frame, cause, tval);
        return;
    }
    if (cause != 8)
        report_trap("U", cause, frame->pc, tval);
    u64 a0 = x[10], a1 = x[11], number = x[17];
    frame->pc += 4;
    switch (number) {
    case CALL_CASE:
        report.number = a0;
        report.name = (const char *)(a1 + KERNEL_ALIAS);
        break;
    case CALL_EXIT:
        machine_exit(a0);
    case CALL_CHECK_FAILED:
        report_check(a0, a1, x[12], x[13], x[14]);
    default:
        report_trap("U", cause, frame->pc, number);
    }
}
