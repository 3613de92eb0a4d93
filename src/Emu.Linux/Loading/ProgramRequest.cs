using Emu.Linux.Abi;

namespace Emu.Linux.Loading;

/// <summary>What <c>execve</c> was asked for.</summary>
internal sealed record ProgramRequest
{
    /// <summary>The program's path as the guest says it.</summary>
    public required byte[] Path { get; init; }

    /// <summary>The program, open already (fexecve, binfmt_misc's O flag), whose path is then only a name; -1 when it
    /// is to be opened.</summary>
    public int Descriptor { get; init; } = -1;

    /// <summary>The descriptor closes when the program starts, so that a script's interpreter could not open the script
    /// by it.</summary>
    public bool ClosesOnExecute { get; init; }

    /// <summary>argv.</summary>
    public required IReadOnlyList<byte[]> Arguments { get; init; }

    /// <summary>envp.</summary>
    public required IReadOnlyList<byte[]> Environment { get; init; }

    /// <summary>Where absolute paths are looked for first.</summary>
    public required Sysroot Sysroot { get; init; }

    /// <summary>What the program has to be for.</summary>
    public required LinuxAbi Abi { get; init; }

    /// <summary>First address beyond user space.</summary>
    public required ulong Limit { get; init; }
}
