using Emu.Guest.RiscV.Privileged;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>One SBI call: who calls, and the registers of the calling convention (SBI specification 2.0, chapter
/// 3).</summary>
/// <remarks>Invariant of the unsafe code: the registers belong to the calling hart, which waits for the call's end on
/// this thread.</remarks>
internal readonly unsafe ref struct SbiCall(Hart hart)
{
    /// <summary>The calling hart, on whose thread the call is served.</summary>
    public Hart Hart { get; } = hart;

    /// <summary>EID, a7.</summary>
    public ulong Extension => Hart.State->Registers[17];

    /// <summary>FID, a6.</summary>
    public ulong Function => Hart.State->Registers[16];

    /// <summary>a0 to a5.</summary>
    public ulong Argument(int index) => Hart.State->Registers[10 + index];
}
