/*
 * Where the published executable lies. Its file is prepared for one address (build/fix-address.c): the kernel maps it there and
 * nothing is relocated, so that a process which is over in milliseconds does not spend most of them on pointers.
 * A program that it runs in user mode can do what the process can, wherever that lies. Whatever else runs foreign code or reads
 * foreign data moves itself to a random address first: it maps the file again there, relocates that copy, and starts it.
 */
#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/syscall.h>

#include "ending.h"
#include "place.h"

typedef int main_function(int, char **, char **);

int __wrap___libc_start_main(
    main_function *main, int count, char **arguments, void (*begin)(void), void (*end)(void), void (*loader_end)(void),
    void *stack_end);

/* Absent from the shared library that serves the tests, where nothing is wrapped. */
extern int __real___libc_start_main(
    main_function *main, int count, char **arguments, void (*begin)(void), void (*end)(void), void (*loader_end)(void),
    void *stack_end) __attribute__((weak));

extern const Elf64_Ehdr __ehdr_start __attribute__((weak, visibility("hidden")));
extern const Elf64_Dyn _DYNAMIC[] __attribute__((weak, visibility("hidden")));

enum { PAGE = 4096 };

/*
 * All of this runs before the C library has begun: there is no thread-local storage, which a stack protector would need, and
 * none of its functions may be called. The compiler is kept from putting calls of memcpy and memset in place of loops.
 */
#define BEFORE_LIBRARY static __attribute__((no_stack_protector, no_builtin("memcpy", "memset", "strlen", "strcmp")))

#if defined(__x86_64__)
BEFORE_LIBRARY long call(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

/* Never returns: the stack is again as the kernel has left it. */
BEFORE_LIBRARY _Noreturn void enter(uintptr_t entry, void *stack)
{
    __asm__ volatile("mov %1, %%rsp\n\txor %%edx, %%edx\n\tjmp *%0" : : "a"(entry), "c"(stack) : "memory");
    __builtin_unreachable();
}
#elif defined(__aarch64__)
BEFORE_LIBRARY long call(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}

BEFORE_LIBRARY _Noreturn void enter(uintptr_t entry, void *stack)
{
    __asm__ volatile("mov sp, %1\n\tmov x0, #0\n\tbr %0" : : "r"(entry), "r"(stack) : "x0", "memory");
    __builtin_unreachable();
}
#endif

/* The headers of the file, which are its first bytes in memory too. */
BEFORE_LIBRARY const Elf64_Phdr *segments(void)
{
    return (const Elf64_Phdr *)((const char *)&__ehdr_start + __ehdr_start.e_phoff);
}

/* The addresses for which the file was prepared: from its headers, wherever they are. */
BEFORE_LIBRARY void prepared_range(uintptr_t *start, size_t *size)
{
    uintptr_t low = UINTPTR_MAX, high = 0;
    for (int i = 0; i < __ehdr_start.e_phnum; i++) {
        const Elf64_Phdr *each = &segments()[i];
        if (each->p_type != PT_LOAD)
            continue;
        if (each->p_vaddr < low)
            low = each->p_vaddr & -(uintptr_t)PAGE;
        if (each->p_vaddr + each->p_memsz > high)
            high = each->p_vaddr + each->p_memsz;
    }
    *start = low;
    *size = (high - low + PAGE - 1) & -(uintptr_t)PAGE;
}

BEFORE_LIBRARY int is_failure(long result)
{
    return result < 0 && result > -PAGE;
}

/* One segment at its place in the copy, as the kernel would map it. Without a file its bytes are taken from this image. */
BEFORE_LIBRARY int map_segment(const Elf64_Phdr *segment, uintptr_t distance, int file)
{
    uintptr_t start = (segment->p_vaddr + distance) & -(uintptr_t)PAGE, bytes_end = segment->p_vaddr + distance + segment->p_filesz;
    uintptr_t end = (segment->p_vaddr + distance + segment->p_memsz + PAGE - 1) & -(uintptr_t)PAGE;
    uintptr_t file_end = (bytes_end + PAGE - 1) & -(uintptr_t)PAGE;
    int protection = (segment->p_flags & PF_R ? PROT_READ : 0) | (segment->p_flags & PF_W ? PROT_WRITE : 0)
        | (segment->p_flags & PF_X ? PROT_EXEC : 0);
    if (file >= 0) {
        long mapped = call(SYS_mmap, (long)start, (long)(file_end - start), protection, MAP_PRIVATE | MAP_FIXED, file,
            (long)(segment->p_offset & -(uintptr_t)PAGE));
        if (is_failure(mapped))
            return 0;
        /* Behind the file's last byte is what the file has there; in memory it is zero. */
        if (segment->p_memsz > segment->p_filesz)
            for (char *each = (char *)bytes_end; each < (char *)file_end; each++)
                *each = 0;
        return file_end >= end
            || !is_failure(call(SYS_mmap, (long)file_end, (long)(end - file_end), protection,
                MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0));
    }
    long mapped = call(SYS_mmap, (long)start, (long)(end - start), PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
    if (is_failure(mapped))
        return 0;
    for (volatile uint64_t *to = (uint64_t *)start, *from = (uint64_t *)(start - distance); to < (uint64_t *)file_end; to++, from++)
        *to = *from;
    return !is_failure(call(SYS_mprotect, (long)start, (long)(end - start), protection, 0, 0, 0));
}

/* Adds the distance to each pointer of the copy at an address, which the packed table names (ELF specification, SHT_RELR). */
BEFORE_LIBRARY void relocate(uintptr_t copy, uintptr_t distance)
{
    const uint64_t *table = NULL;
    size_t size = 0;
    for (const Elf64_Dyn *each = _DYNAMIC; each->d_tag != DT_NULL; each++) {
        if (each->d_tag == DT_KEPT_RELR)
            table = (const uint64_t *)((uintptr_t)&__ehdr_start + each->d_un.d_ptr);
        if (each->d_tag == DT_KEPT_RELRSZ)
            size = each->d_un.d_val;
    }
    uint64_t *next = NULL;
    for (const uint64_t *each = table; each < table + size / sizeof *each; each++) {
        if ((*each & 1) == 0) {
            next = (uint64_t *)(copy + *each);
            *next++ += distance;
            continue;
        }
        uint64_t bits = *each >> 1;
        for (uint64_t *place = next; bits != 0; bits >>= 1, place++)
            if (bits & 1)
                *place += distance;
        next += 63;
    }
}

/* Goes on in a copy at a random address; returns when there can be none, which only lack of memory explains. */
BEFORE_LIBRARY void move(uintptr_t prepared, size_t size, char **arguments)
{
    long place = call(SYS_mmap, 0, (long)size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (is_failure(place))
        return;
    uintptr_t distance = (uintptr_t)place - prepared;
    /* Without /proc the file cannot be opened for certain: a name may lead to another one by now. */
    long file = call(SYS_openat, -100, (long)"/proc/self/exe", 02000000, 0, 0, 0);
    for (int i = 0; i < __ehdr_start.e_phnum; i++) {
        if (segments()[i].p_type == PT_LOAD && !map_segment(&segments()[i], distance, (int)file)) {
            call(SYS_munmap, place, (long)size, 0, 0, 0, 0);
            if (file >= 0)
                call(SYS_close, file, 0, 0, 0, 0, 0);
            return;
        }
    }
    if (file >= 0)
        call(SYS_close, file, 0, 0, 0, 0, 0);
    relocate((uintptr_t)place, distance);
    enter(__ehdr_start.e_entry + distance, arguments - 1);
}

/* Nothing stays where it can be guessed: the first image goes, and the heap, which the kernel has put behind it, cannot grow, so
 * that the C library takes memory from anywhere instead. */
BEFORE_LIBRARY void leave(uintptr_t prepared, size_t size)
{
    call(SYS_munmap, (long)prepared, (long)size, 0, 0, 0, 0);
    long heap = call(SYS_brk, 0, 0, 0, 0, 0, 0);
    call(SYS_mmap, (heap + PAGE - 1) & -(long)PAGE, PAGE, PROT_NONE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
}

/* The C library adds where the image begins to the addresses in the headers: it gets headers that count from there. */
BEFORE_LIBRARY void count_headers_from_image(char **arguments, int count, uintptr_t prepared)
{
    static Elf64_Phdr headers[16];
    int length = __ehdr_start.e_phnum;
    if (length > (int)(sizeof headers / sizeof *headers))
        __builtin_trap();
    for (int i = 0; i < length; i++) {
        const Elf64_Phdr *each = &segments()[i];
        headers[i].p_type = each->p_type;
        headers[i].p_flags = each->p_flags;
        headers[i].p_offset = each->p_offset;
        headers[i].p_vaddr = each->p_type == PT_GNU_STACK ? 0 : each->p_vaddr - prepared;
        headers[i].p_paddr = headers[i].p_vaddr;
        headers[i].p_filesz = each->p_filesz;
        headers[i].p_memsz = each->p_memsz;
        headers[i].p_align = each->p_align;
    }
    char **environment = arguments + count + 1;
    while (*environment)
        environment++;
    for (Elf64_auxv_t *each = (Elf64_auxv_t *)(environment + 1); each->a_type != AT_NULL; each++)
        if (each->a_type == AT_PHDR)
            each->a_un.a_val = (uintptr_t)headers;
}

BEFORE_LIBRARY int is_text(const char *text, const char *other)
{
    while (*text && *text == *other)
        text++, other++;
    return *text == *other;
}

/* Programs in user mode, and what only prints a line. A debugger that keeps addresses as they are needs them kept here too. */
BEFORE_LIBRARY int may_stay(int count, char **arguments)
{
    return emu_is_user_mode(count, arguments)
        || (count == 2 && (is_text(arguments[1], "-version") || is_text(arguments[1], "--version")))
        || (call(SYS_personality, 0xffffffff, 0, 0, 0, 0, 0) & ADDR_NO_RANDOMIZE) != 0;
}

/* What the program's entry calls first. */
__attribute__((no_stack_protector)) int __wrap___libc_start_main(
    main_function *main, int count, char **arguments, void (*begin)(void), void (*end)(void), void (*loader_end)(void),
    void *stack_end)
{
    uintptr_t prepared, image = (uintptr_t)&__ehdr_start;
    size_t size;
    prepared_range(&prepared, &size);
    if (image != prepared)
        leave(prepared, size);
    else if (!may_stay(count, arguments))
        move(prepared, size, arguments);
    count_headers_from_image(arguments, count, prepared);
    return __real___libc_start_main(main, count, arguments, begin, end, loader_end, stack_end);
}
