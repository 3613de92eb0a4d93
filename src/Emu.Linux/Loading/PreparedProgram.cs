namespace Emu.Linux.Loading;

/// <summary>
/// A program that has been found and checked, with its files open; nothing has been changed yet. What is wrong with a
/// program shows before this exists, so that <c>execve</c> can still return.
/// </summary>
internal sealed class PreparedProgram : IDisposable
{
    /// <summary>The executable: of a script, its interpreter.</summary>
    public required ProgramFile File { get; init; }

    /// <summary>The executable's headers; null when it is not for the guest, and the host's kernel has to start
    /// it.</summary>
    public required ElfImage? Image { get; init; }

    /// <summary>Where the executable is on the host.</summary>
    public required byte[] HostPath { get; init; }

    /// <summary>argv; a script's interpreter and name are in it.</summary>
    public required IReadOnlyList<byte[]> Arguments { get; init; }

    /// <summary>envp.</summary>
    public required IReadOnlyList<byte[]> Environment { get; init; }

    /// <summary>AT_EXECFN: the path that was asked for, even of a script.</summary>
    public required byte[] RequestedPath { get; init; }

    /// <summary>The program's interpreter (<c>ld.so</c>), open; null when it needs none.</summary>
    public ProgramFile? InterpreterFile { get; init; }

    /// <summary>The interpreter's headers.</summary>
    public ElfImage? InterpreterImage { get; init; }

    /// <summary>Why the host's kernel has to start it; null when it has not.</summary>
    public ProgramError? Refusal { get; init; }

    /// <summary><c>e_machine</c> of a program for another machine than the guest; 0 for any other file.</summary>
    public ushort OtherMachine { get; init; }

    /// <summary>True when the host's kernel has to start it: by <see cref="HostPath"/> and
    /// <see cref="Arguments"/>.</summary>
    public bool IsForHost => Image is null;

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        File.Dispose();
        InterpreterFile?.Dispose();
    }
}
