using Emu.Isa;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>What the exceptions of RISC-V are in the terms that all architectures share.</summary>
internal static class ExceptionKinds
{
    /// <summary>The kind of an exception that user mode can raise.</summary>
    public static TrapKind Of(ExceptionCause cause) => cause switch
    {
        ExceptionCause.EnvironmentCallFromUser => TrapKind.SystemCall,
        ExceptionCause.IllegalInstruction => TrapKind.Illegal,
        ExceptionCause.Breakpoint => TrapKind.Breakpoint,
        ExceptionCause.InstructionAddressMisaligned or ExceptionCause.LoadAddressMisaligned
            or ExceptionCause.StoreAddressMisaligned => TrapKind.Misaligned,
        ExceptionCause.InstructionPageFault => TrapKind.FetchFault,
        ExceptionCause.LoadPageFault => TrapKind.LoadFault,
        ExceptionCause.StorePageFault => TrapKind.StoreFault,
        _ => TrapKind.Other,
    };
}
