// Mapping calls that QEMU answers otherwise than Linux does.
#include "user.h"

int main(void)
{
    char *area = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    NEED(area != MAP_FAILED);
    strcpy(area, "kept");
    TRY(mprotect(area, 0, PROT_READ));
    TRY(mmap(area, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
    TRY(mremap(area, 4096, 0, MREMAP_MAYMOVE));
    printf("%s\n", area);
    return 0;
}
