namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>What an SBI call returns: a0 and a1 (SBI specification 2.0, chapter 3).</summary>
/// <param name="Error">Becomes a0.</param>
/// <param name="Value">Becomes a1.</param>
internal readonly record struct SbiResult(SbiError Error, ulong Value = 0)
{
    /// <summary>Success without a value.</summary>
    public static SbiResult Success => new(SbiError.Success);

    public static implicit operator SbiResult(SbiError error) => new(error);
}
