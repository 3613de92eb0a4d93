namespace Emu.Linux.Syscalls;

/// <summary>What an argument of a system call is: how it is printed, and from <see cref="Path"/> on, that it points to
/// guest memory.</summary>
public enum ArgumentKind
{
    /// <summary>A C <c>int</c> or a signed count.</summary>
    Int,

    /// <summary>An unsigned 64-bit number: sizes, lengths.</summary>
    Unsigned,

    /// <summary>A number or an address that is not touched here, in hexadecimal.</summary>
    Hex,

    /// <summary>A file mode.</summary>
    Octal,

    /// <summary>A file descriptor; one of the emulator's own is as good as closed.</summary>
    Descriptor,

    /// <summary>A directory's descriptor, or AT_FDCWD.</summary>
    Folder,

    /// <summary>Bits with names.</summary>
    Flags,

    /// <summary>One of several named values.</summary>
    Choice,

    /// <summary>A path of something that exists: looked up below <c>-L</c>, and in /proc as the guest has it.</summary>
    Path,

    /// <summary>A path that goes to the host as it is.</summary>
    PlainPath,

    /// <summary>Another string that ends with a zero.</summary>
    Text,

    /// <summary>Bytes that the kernel reads.</summary>
    InBuffer,

    /// <summary>Bytes that the kernel writes.</summary>
    OutBuffer,

    /// <summary>A structure that the kernel reads.</summary>
    InStruct,

    /// <summary>A structure that the kernel writes.</summary>
    OutStruct,

    /// <summary>A structure that the kernel reads and writes.</summary>
    InOutStruct,

    /// <summary>A <c>struct timespec</c> that the kernel reads, and perhaps writes what is left to.</summary>
    Timespec,

    /// <summary>A set of signals that the kernel reads.</summary>
    SignalSet,
}
