/*
 * Makes of a linked static PIE an executable at a fixed address, as native/place.c expects it: the addresses in its headers and
 * the pointers in its data are made right for that address, and the table that would relocate them at each start gets tags of
 * the program's own, which the C library passes over. What that counts from where the image begins stays as it is.
 * Usage: fix-address FILE ADDRESS. A file that is fixed already stays as it is.
 */
#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../native/place.h"

static int refuse(const char *name, const char *reason)
{
    fprintf(stderr, "fix-address: %s: %s\n", name, reason);
    return 1;
}

/* Where the file has the byte of an address; null outside of what it fills in memory. */
static char *at(char *bytes, const Elf64_Phdr *segments, int count, uint64_t address)
{
    for (int i = 0; i < count; i++)
        if (segments[i].p_type == PT_LOAD && address >= segments[i].p_vaddr
            && address - segments[i].p_vaddr < segments[i].p_filesz)
            return bytes + segments[i].p_offset + (address - segments[i].p_vaddr);
    return 0;
}

/* Adds the address to each pointer that a packed table names. False when one lies outside of the file. */
static int fix_pointers(
    char *bytes, const Elf64_Phdr *segments, int count, const uint64_t *table, uint64_t size, uint64_t address)
{
    uint64_t next = 0;
    for (const uint64_t *each = table; each < table + size / sizeof *each; each++) {
        uint64_t bits = (*each & 1) == 0 ? 1 : *each >> 1, place = (*each & 1) == 0 ? *each : next;
        next = place + ((*each & 1) == 0 ? 1 : 63) * sizeof(uint64_t);
        for (; bits != 0; bits >>= 1, place += sizeof(uint64_t)) {
            uint64_t *pointer = (uint64_t *)at(bytes, segments, count, place);
            if ((bits & 1) == 0)
                continue;
            if (!pointer)
                return 0;
            *pointer += address;
        }
    }
    return 1;
}

int main(int count, char **arguments)
{
    if (count != 3)
        return refuse("arguments", "give the name of a file and an address");
    const char *name = arguments[1];
    uint64_t address = strtoull(arguments[2], 0, 0), size = 0;
    struct stat status;
    int file = open(name, O_RDWR);
    if (file < 0 || fstat(file, &status) < 0)
        return refuse(name, "it cannot be opened");
    char *bytes = mmap(0, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (bytes == MAP_FAILED)
        return refuse(name, "it cannot be mapped");
    Elf64_Ehdr *header = (Elf64_Ehdr *)bytes;
    Elf64_Phdr *segments = (Elf64_Phdr *)(bytes + header->e_phoff);
    Elf64_Dyn *dynamic = 0;
    uint64_t *table = 0;
    if (header->e_type == ET_EXEC)
        return 0;
    for (int i = 0; i < header->e_phnum; i++)
        if (segments[i].p_type == PT_DYNAMIC)
            dynamic = (Elf64_Dyn *)(bytes + segments[i].p_offset);
    for (Elf64_Dyn *each = dynamic; each && each->d_tag != DT_NULL; each++) {
        if (each->d_tag == DT_RELR) {
            table = (uint64_t *)at(bytes, segments, header->e_phnum, each->d_un.d_ptr);
            each->d_tag = DT_KEPT_RELR;
        } else if (each->d_tag == DT_RELRSZ) {
            size = each->d_un.d_val;
            each->d_tag = DT_KEPT_RELRSZ;
        } else if (each->d_tag == DT_RELRENT) {
            each->d_tag = DT_KEPT_RELRENT;
        }
    }
    if (!table || !fix_pointers(bytes, segments, header->e_phnum, table, size, address))
        return refuse(name, "it was not linked as a static PIE with packed relocations");
    for (int i = 0; i < header->e_phnum; i++) {
        if (segments[i].p_type == PT_GNU_STACK)
            continue;
        segments[i].p_vaddr += address;
        segments[i].p_paddr += address;
    }
    Elf64_Shdr *sections = (Elf64_Shdr *)(bytes + header->e_shoff);
    for (int i = 0; i < header->e_shnum; i++)
        if (sections[i].sh_flags & SHF_ALLOC)
            sections[i].sh_addr += address;
    header->e_entry += address;
    header->e_type = ET_EXEC;
    return msync(bytes, (size_t)status.st_size, MS_SYNC) < 0 ? refuse(name, "it cannot be written") : 0;
}
