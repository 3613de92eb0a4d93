namespace Emu.Linux.Memory;

/// <summary>The MREMAP_ bits of mremap(2).</summary>
[Flags]
public enum RemapFlags
{
    None = 0,
    MayMove = 1,
    Fixed = 2,

    /// <summary>The old pages stay mapped, empty.</summary>
    DoNotUnmap = 4,
}
