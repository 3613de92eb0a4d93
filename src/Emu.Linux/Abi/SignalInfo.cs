using System.Runtime.InteropServices;

namespace Emu.Linux.Abi;

/// <summary>
/// <c>siginfo_t</c>, the same bytes for the guest and for the host. Of its union only what the emulator itself reads and
/// writes has a name.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeInBytes)]
public struct SignalInfo
{
    public const int SizeInBytes = 128;

    /// <summary><c>SI_KERNEL</c>: sent by the kernel, which says no more.</summary>
    public const int FromKernel = 0x80;

    [FieldOffset(0)]
    public int Number;

    [FieldOffset(4)]
    public int Error;

    [FieldOffset(8)]
    public int Code;

    /// <summary>Who sent it.</summary>
    [FieldOffset(16)]
    public int Process;

    [FieldOffset(20)]
    public uint User;

    /// <summary>What faulted, where an instruction caused the signal: the same place as the sender's.</summary>
    [FieldOffset(16)]
    public ulong Address;

    [FieldOffset(24)]
    public ulong Value;

    /// <summary>A signal for a fault at an address.</summary>
    public static SignalInfo Fault(int signal, int code, ulong address) =>
        new() { Number = signal, Code = code, Address = address };
}
