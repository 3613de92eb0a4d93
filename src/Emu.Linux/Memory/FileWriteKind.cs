namespace Emu.Linux.Memory;

/// <summary>What a write to a file may change.</summary>
internal enum FileWriteKind
{
    /// <summary>No code.</summary>
    Harmless,

    /// <summary>Code is mapped from the file.</summary>
    Code,

    /// <summary>The file is this process's memory (/proc/self/mem).</summary>
    OwnMemory,

    /// <summary>The file is another process's memory.</summary>
    OtherMemory,
}
