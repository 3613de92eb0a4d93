/* The command line and environment as the kernel passed them: bytes, which a managed string would not keep. */
#include <sys/auxv.h>

static char **arguments, **environment;
static int count;

/* The C library passes main's arguments to constructors too. */
__attribute__((constructor)) static void keep(int argc, char **argv, char **envp)
{
    count = argc;
    arguments = argv;
    environment = envp;
}

/* The argument at an index; null behind the last. */
const char *emu_argument(int index)
{
    return index < count ? arguments[index] : 0;
}

/* The environment's string at an index, as it was at the start; null behind the last. */
const char *emu_environment(int index)
{
    return environment ? environment[index] : 0;
}

/* An entry of the auxiliary vector; 0 when it is not there. */
unsigned long emu_auxiliary(unsigned long type)
{
    return getauxval(type);
}
