namespace Emu.Linux.Memory;

/// <summary>What a program may do with a page: the PROT_ bits of mmap(2).</summary>
[Flags]
public enum PageProtection
{
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 4,
}
