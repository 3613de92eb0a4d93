namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>One extension of the SBI. Calls come on the threads of all harts at once.</summary>
internal interface ISbiExtension
{
    /// <summary>The extension's id (EID).</summary>
    ulong Id { get; }

    /// <summary>Serves one function; one that is not known is <see cref="SbiError.NotSupported"/>.</summary>
    SbiResult Call(SbiCall call);
}
