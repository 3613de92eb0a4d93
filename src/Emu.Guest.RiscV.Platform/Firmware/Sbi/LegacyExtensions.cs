namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>
/// The legacy calls that early consoles and old boot loaders still make (SBI specification 2.0, chapter 5). The legacy
/// IPI and fence calls, which pass virtual addresses, have had replacements for longer than any kernel that boots on
/// this machine.
/// </summary>
internal sealed class LegacyExtensions(SbiMachine machine, TimeExtension time, SystemResetExtension reset)
{
    private const ulong SetTimer = 0, ConsolePutCharacter = 1, ConsoleGetCharacter = 2, Shutdown = 8;

    /// <summary>True for the ids of the calls that there are.</summary>
    public static bool Covers(ulong id) => id is SetTimer or ConsolePutCharacter or ConsoleGetCharacter or Shutdown;

    /// <summary>Serves a call; returns a0.</summary>
    public ulong Call(SbiCall call)
    {
        switch (call.Extension)
        {
            case SetTimer:
                return (ulong)time.Set(call.Hart, call.Argument(0)).Error;
            case ConsolePutCharacter:
                return Put((byte)call.Argument(0));
            case ConsoleGetCharacter:
                return machine.Console.TryRead(out byte value) ? value : unchecked((ulong)SbiError.Failed);
            default:
                reset.PowerOff(call.Hart, 0);
                return 0;
        }
    }

    /// <summary>This call waits until the byte is sent, but not for a port whose other end has stopped
    /// reading.</summary>
    private ulong Put(byte value)
    {
        SpinWait wait = default;
        for (int attempt = 0; attempt < 100; attempt++)
        {
            if (machine.Console.TryWrite(value)) return 0;
            wait.SpinOnce();
        }

        return unchecked((ulong)SbiError.Failed);
    }
}
