using System.Text;
using Emu.Host;
using Emu.Linux.Abi;

namespace Emu.Linux.Loading;

/// <summary>A program that cannot be started: the answer of <c>execve</c>, and a line for the user.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="File">With which file: the program, or the interpreter that it names.</param>
/// <param name="HostError">The host's error number where it was the host that refused; else 0.</param>
internal sealed record ProgramError(ProgramFault Fault, byte[] File, int HostError = 0)
{
    private const int LibraryBad = 80, LoopsTooOften = 40, TooManyOpenFiles = 24;

    /// <summary>The file is an interpreter that a program or script names.</summary>
    public bool IsInterpreter { get; init; }

    /// <summary>The file is no program for the guest's architecture, but the host's kernel may know what to do with it.</summary>
    public bool IsForHost => Fault is ProgramFault.WrongMachine or ProgramFault.WrongByteOrder
        or ProgramFault.UnknownFormat;

    /// <summary>What <c>execve</c> returns, negated.</summary>
    public int Errno => Fault switch
    {
        ProgramFault.CannotOpen or ProgramFault.CannotRead => HostError,
        ProgramFault.NotPermitted or ProgramFault.NotRegular => Abi.Errno.AccessDenied,
        ProgramFault.ArgumentsTooLong => Abi.Errno.TooManyArguments,
        ProgramFault.ScriptsTooDeep => LoopsTooOften,
        ProgramFault.CannotMap => HostError == 0 ? Abi.Errno.NoMemory : HostError,
        ProgramFault.AddressTaken => Abi.Errno.NoMemory,
        ProgramFault.SegmentBeyondFile or ProgramFault.SegmentSizes or ProgramFault.SegmentBeyondUserSpace
            or ProgramFault.SegmentMisaligned or ProgramFault.SegmentsOverlap => Abi.Errno.InvalidArgument,
        _ when IsInterpreter && Fault != ProgramFault.BadScript => LibraryBad,
        _ => Abi.Errno.NotExecutable,
    };

    /// <summary>One line that names the file, what is wrong and the remedy.</summary>
    /// <param name="abi">What the emulator runs programs for.</param>
    public string Describe(LinuxAbi abi) => $"{Encoding.UTF8.GetString(File)}: {Cause(abi)}{Remedy(abi)}";

    private string Cause(LinuxAbi abi) => Fault switch
    {
        ProgramFault.CannotOpen => HostWords,
        ProgramFault.CannotRead => $"it cannot be read: {HostWords}",
        ProgramFault.NotPermitted => "you may not execute it",
        ProgramFault.NotRegular => "it is not a file with a program",
        ProgramFault.UnknownFormat => "it is neither an ELF program nor a script that begins with #!",
        ProgramFault.WrongMachine => $"it is a program for another machine than 64-bit {abi.DisplayName}",
        ProgramFault.WrongClass => "it is a 32-bit program",
        ProgramFault.WrongByteOrder => "it is a big-endian program",
        ProgramFault.WrongVersion => "its ELF version is unknown",
        ProgramFault.WrongType => "it is an ELF file, but not an executable one",
        ProgramFault.BadProgramHeaders => "its program headers are damaged",
        ProgramFault.NoSegments => "it has no segment to load",
        ProgramFault.SegmentBeyondFile => "a segment reaches beyond the end of the file",
        ProgramFault.SegmentSizes => "a segment is larger in the file than in memory",
        ProgramFault.SegmentBeyondUserSpace => "a segment reaches beyond the program's address space",
        ProgramFault.SegmentMisaligned => "a segment's address does not fit its place in the file",
        ProgramFault.SegmentsOverlap => "two segments overlap",
        ProgramFault.BadInterpreterName => "the name of its interpreter is damaged",
        ProgramFault.AddressTaken => "the addresses that it must have are not free",
        ProgramFault.CannotMap => $"it cannot be mapped: {HostWords}",
        ProgramFault.ArgumentsTooLong => "its arguments and environment are too long",
        ProgramFault.BadScript => "its first line names no interpreter that can be found",
        ProgramFault.ScriptsTooDeep => "its interpreter is a script, whose interpreter is a script, and so on",
        _ => throw new InvalidOperationException($"{Fault} has no message"),
    };

    private string Remedy(LinuxAbi abi) => Fault switch
    {
        ProgramFault.CannotOpen when IsInterpreter =>
            "; it is the interpreter that the program names: give the directory that it lies below with -L",
        ProgramFault.CannotOpen when HostError == TooManyOpenFiles => "; raise the limit of ulimit -n",
        ProgramFault.CannotOpen => "; check the program's name",
        ProgramFault.NotPermitted => "; allow it with chmod +x",
        ProgramFault.WrongMachine => $"; run it without the emulator, or build it for {abi.Architecture.Name}",
        ProgramFault.WrongClass or ProgramFault.WrongByteOrder or ProgramFault.WrongType =>
            $"; build a program for 64-bit little-endian {abi.DisplayName}",
        ProgramFault.AddressTaken => "; choose another place with -B",
        ProgramFault.CannotMap => "; free memory, or raise the limit of ulimit -v",
        ProgramFault.ArgumentsTooLong => "; pass less, or raise the limit of ulimit -s",
        ProgramFault.CannotRead or ProgramFault.NotRegular or ProgramFault.UnknownFormat => "; check the file",
        ProgramFault.BadScript or ProgramFault.ScriptsTooDeep => "; fix the #! line",
        _ => "; the file is damaged, build or copy it again",
    };

    private string HostWords => new HostError(HostError).ToString();
}
