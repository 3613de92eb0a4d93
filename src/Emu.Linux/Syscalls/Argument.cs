using Emu.Linux.Abi;

namespace Emu.Linux.Syscalls;

/// <summary>The declaration of one argument. Those most used are members of <see cref="Arguments"/>.</summary>
public sealed record Argument(ArgumentKind Kind)
{
    /// <summary>For pointers: bytes of what it points to, or of one element.</summary>
    public int Size { get; init; } = 1;

    /// <summary>For pointers: the argument that counts the elements; -1 for one element.</summary>
    public int CountArgument { get; init; } = -1;

    /// <summary>For pointers: elements that the kernel touches at most, however many the call offers.</summary>
    public ulong MostElements { get; init; } = ulong.MaxValue;

    /// <summary>For structures that the host has in another form.</summary>
    public StructLayout? Layout { get; init; }

    /// <summary>For flags and choices.</summary>
    public ValueNames? Names { get; init; }

    /// <summary>True when its flags are those of <c>open</c>, which architectures number differently.</summary>
    public bool HasOpenFlags { get; init; }

    /// <summary>True when it points to guest memory that a call uses.</summary>
    public bool IsPointer => Kind >= ArgumentKind.Path;

    /// <summary>True when it points to guest memory that a call may write to.</summary>
    public bool IsWritten => Kind is ArgumentKind.OutBuffer or ArgumentKind.OutStruct or ArgumentKind.InOutStruct
        or ArgumentKind.Timespec;
}
