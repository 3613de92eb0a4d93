namespace Emu.Guest.Arm64;

/// <summary>Firmware inside of the emulator: answers the calls that a kernel makes by HVC or SMC.</summary>
public interface IFirmwareCalls
{
    /// <summary>Calls come by SMC, not by HVC.</summary>
    bool UsesSecureMonitor { get; }

    /// <summary>Answers a call: the function is in x0, arguments from x1 on, the result goes to x0; the pc is behind the
    /// instruction. On the CPU's thread.</summary>
    void Call(Arm64Cpu cpu);
}
