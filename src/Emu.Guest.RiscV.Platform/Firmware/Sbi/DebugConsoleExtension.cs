using Emu.Core.Memory;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>
/// Debug console extension "DBCN" (SBI specification 2.0, chapter 12). The addresses are physical, and the kernel's
/// word for them is not trusted.
/// </summary>
internal sealed class DebugConsoleExtension(SbiMachine machine) : ISbiExtension
{
    private const ulong ConsoleWrite = 0, ConsoleRead = 1, ConsoleWriteByte = 2;

    /// <summary>A call may do less than was asked; this keeps the calling hart from being away for long.</summary>
    private const ulong LongestTransfer = 4096;

    public ulong Id => 0x4442434e;

    public SbiResult Call(SbiCall call)
    {
        switch (call.Function)
        {
            case ConsoleWrite:
                return Locate(call, out PhysicalAddress source, out int outgoing)
                    ? Write(source, outgoing)
                    : SbiError.InvalidParameter;
            case ConsoleRead:
                return Locate(call, out PhysicalAddress target, out int room)
                    ? Read(target, room)
                    : SbiError.InvalidParameter;
            case ConsoleWriteByte:
                return machine.Console.TryWrite((byte)call.Argument(0)) ? SbiResult.Success : SbiError.Failed;
            default:
                return SbiError.NotSupported;
        }
    }

    private SbiResult Write(PhysicalAddress source, int length)
    {
        ReadOnlySpan<byte> bytes = machine.Memory.Memory(source, length);
        int written = 0;
        while (written < bytes.Length && machine.Console.TryWrite(bytes[written])) written++;
        return new SbiResult(SbiError.Success, (ulong)written);
    }

    private SbiResult Read(PhysicalAddress target, int room)
    {
        Span<byte> bytes = machine.Memory.Memory(target, room);
        int count = 0;
        while (count < bytes.Length && machine.Console.TryRead(out bytes[count])) count++;
        if (count != 0) machine.Services.NotifyStored(target, (ulong)count);
        return new SbiResult(SbiError.Success, (ulong)count);
    }

    /// <summary>The memory that a call means: a0 bytes at the address with low part a1 and high part a2; false when it
    /// is not all RAM.</summary>
    private bool Locate(SbiCall call, out PhysicalAddress start, out int length)
    {
        start = new PhysicalAddress(call.Argument(1));
        length = (int)Math.Min(call.Argument(0), LongestTransfer);
        return call.Argument(2) == 0 && machine.Services.IsRam(start, call.Argument(0));
    }
}
