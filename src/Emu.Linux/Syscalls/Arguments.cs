using Emu.Linux.Abi;

namespace Emu.Linux.Syscalls;

/// <summary>The argument declarations that rows are written with.</summary>
public static class Arguments
{
    public static readonly Argument Int = new(ArgumentKind.Int), Size = new(ArgumentKind.Unsigned);
    public static readonly Argument Hex = new(ArgumentKind.Hex), Octal = new(ArgumentKind.Octal);
    public static readonly Argument Descriptor = new(ArgumentKind.Descriptor), Folder = new(ArgumentKind.Folder);
    public static readonly Argument PathName = new(ArgumentKind.Path), PlainPath = new(ArgumentKind.PlainPath);
    public static readonly Argument Text = new(ArgumentKind.Text), Time = new(ArgumentKind.Timespec) { Size = 16 };
    public static readonly Argument SignalMask = new(ArgumentKind.SignalSet) { Size = 8 };

    /// <summary>A pointer to memory whose extent the call itself finds out.</summary>
    public static readonly Argument Pointer = new(ArgumentKind.InOutStruct);

    /// <summary>An <c>int</c> that the kernel writes.</summary>
    public static readonly Argument OutInt = OutStruct(4);

    public static Argument In(int lengthArgument) =>
        new(ArgumentKind.InBuffer) { CountArgument = lengthArgument };

    public static Argument Out(int lengthArgument) =>
        new(ArgumentKind.OutBuffer) { CountArgument = lengthArgument };

    /// <summary>A buffer for a result that is never longer than this, however long the buffer is said to be.</summary>
    public static Argument Out(int lengthArgument, ulong most) => Out(lengthArgument) with { MostElements = most };

    public static Argument InStruct(int size) => new(ArgumentKind.InStruct) { Size = size };

    public static Argument OutStruct(int size) => new(ArgumentKind.OutStruct) { Size = size };

    public static Argument InOutStruct(int size) => new(ArgumentKind.InOutStruct) { Size = size };

    public static Argument OutStruct(StructLayout layout) =>
        new(ArgumentKind.OutStruct) { Size = layout.GuestSize, Layout = layout };

    public static Argument InArray(int countArgument, int size) =>
        new(ArgumentKind.InStruct) { Size = size, CountArgument = countArgument };

    public static Argument OutArray(int countArgument, int size) =>
        new(ArgumentKind.OutStruct) { Size = size, CountArgument = countArgument };

    public static Argument InOutArray(int countArgument, int size) =>
        new(ArgumentKind.InOutStruct) { Size = size, CountArgument = countArgument };

    public static Argument Flags(ValueNames names) => new(ArgumentKind.Flags)
    {
        Names = names,
        HasOpenFlags = names == ValueNames.OpenFlags || names == ValueNames.DescriptorFlags,
    };

    public static Argument Choice(ValueNames names) => new(ArgumentKind.Choice) { Names = names };
}
