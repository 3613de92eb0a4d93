namespace Emu.Linux.Loading;

/// <summary>Where the parts of a program are that has been loaded: what its first thread starts with, and what
/// <c>/proc</c> tells about it.</summary>
internal sealed record LoadedProgram
{
    /// <summary>Where it starts: the interpreter's entry if there is one.</summary>
    public required ulong Entry { get; init; }

    /// <summary>The first stack pointer, whose place holds argc.</summary>
    public required ulong StackPointer { get; init; }

    /// <summary>Lowest address of the stack.</summary>
    public required ulong StackStart { get; init; }

    /// <summary>Behind the stack.</summary>
    public required ulong StackEnd { get; init; }

    /// <summary>Where a signal handler returns to.</summary>
    public required ulong SignalReturn { get; init; }

    /// <summary>Where the vdso is mapped.</summary>
    public required ulong VdsoStart { get; init; }

    /// <summary>The executable's first page (<c>start_code</c> of <c>/proc/self/stat</c>).</summary>
    public required ulong CodeStart { get; init; }

    /// <summary>Where <c>brk</c> starts: behind the executable.</summary>
    public required ulong BreakStart { get; init; }

    /// <summary>Where the interpreter is mapped; 0 when there is none.</summary>
    public required ulong InterpreterBase { get; init; }

    /// <summary>The executable's absolute path on the host: <c>/proc/self/exe</c>.</summary>
    public required byte[] ExecutablePath { get; init; }

    /// <summary>argv: <c>/proc/self/cmdline</c>, as long as the program does not change it.</summary>
    public required IReadOnlyList<byte[]> Arguments { get; init; }

    /// <summary>The first stack's parts: <c>/proc/self/auxv</c>, and the addresses in <c>/proc/self/stat</c>.</summary>
    public required InitialStack Stack { get; init; }
}
