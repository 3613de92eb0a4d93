namespace Emu.Translate.Baseline.X64;

/// <summary>What a <see cref="ColdCode"/> does.</summary>
internal enum ColdKind : byte
{
    /// <summary>A memory access that the TLB does not serve: asks the helper for the host address and jumps back, or
    /// leaves by a side exit.</summary>
    Miss,

    /// <summary>Leaves the instruction to the interpreter.</summary>
    SideExit,

    /// <summary>Leaves the region for what was requested of the CPU.</summary>
    Leave,

    /// <summary>Continues outside of the region.</summary>
    Jump,

    /// <summary>Replaces a NaN by the canonical one.</summary>
    CanonicalNaN,

    /// <summary>Has the helper do floating-point arithmetic.</summary>
    FloatHelper,

    /// <summary>Has the helper compute a function of lanes.</summary>
    FloatLanes,
}
