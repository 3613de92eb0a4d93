namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>Base extension: what this SBI is and what it offers (SBI specification 2.0, chapter 4).</summary>
internal sealed class BaseExtension(Predicate<ulong> isOffered) : ISbiExtension
{
    private const ulong GetSpecificationVersion =
        0, GetImplementationId = 1, GetImplementationVersion = 2, ProbeExtension = 3;
    private const ulong GetVendorId = 4, GetArchitectureId = 5, GetMachineImplementationId = 6;

    /// <summary>Version 2.0: major in bits 30 to 24, minor below.</summary>
    private const ulong SpecificationVersion = 2 << 24;

    /// <summary>"EMU"; the specification's list of implementations ends far below.</summary>
    private const ulong ImplementationId = 0x454d55;

    private const ulong ImplementationVersion = 1;

    public ulong Id => 0x10;

    public SbiResult Call(SbiCall call) => call.Function switch
    {
        GetSpecificationVersion => new SbiResult(SbiError.Success, SpecificationVersion),
        GetImplementationId => new SbiResult(SbiError.Success, ImplementationId),
        GetImplementationVersion => new SbiResult(SbiError.Success, ImplementationVersion),
        ProbeExtension => new SbiResult(SbiError.Success, isOffered(call.Argument(0)) ? 1UL : 0),
        // What the harts' mvendorid, marchid and mimpid read: zero, not implemented.
        GetVendorId or GetArchitectureId or GetMachineImplementationId => SbiResult.Success,
        _ => SbiError.NotSupported,
    };
}
