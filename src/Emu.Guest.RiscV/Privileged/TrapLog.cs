using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// What <c>-d int</c>, <c>-d mmu</c> and <c>-d unimp</c> say of the privileged architecture, worded as QEMU words it
/// where it has the line.
/// </summary>
internal static class TrapLog
{
    private static readonly string[] Exceptions =
    [
        "misaligned_fetch", "fault_fetch", "illegal_instruction", "breakpoint", "misaligned_load", "fault_load",
        "misaligned_store", "fault_store", "user_ecall", "supervisor_ecall", "hypervisor_ecall", "machine_ecall",
        "exec_page_fault", "load_page_fault", "reserved", "store_page_fault",
    ];

    private static readonly string[] InterruptNames =
    [
        "u_software", "s_software", "vs_software", "m_software", "u_timer", "s_timer", "vs_timer", "m_timer",
        "u_external", "s_external", "vs_external", "m_external",
    ];

    /// <summary>A trap that is taken.</summary>
    public static void Trap(int hart, ulong cause, ulong epc, ulong value)
    {
        if (!Log.IsEnabled(LogItems.Interrupts)) return;
        bool asynchronous = (cause & TrapRegisters.InterruptFlag) != 0;
        ulong code = cause & ~TrapRegisters.InterruptFlag;
        string name = (asynchronous ? InterruptNames : Exceptions)[code];
        Log.Write(
            LogItems.Interrupts,
            $"riscv_cpu_do_interrupt: hart:{hart}, async:{(asynchronous ? 1 : 0)}, cause:{code:x16}, " +
            $"epc:0x{epc:x16}, tval:0x{value:x16}, desc={name}");
    }

    /// <summary>An address translation that the engine had not cached.</summary>
    public static void Translation(
        int hart,
        VirtualAddress address,
        AccessKind kind,
        PrivilegeMode mode,
        WalkResult result,
        in Translation translation)
    {
        if (!Log.IsEnabled(LogItems.Mmu)) return;
        string outcome = result switch
        {
            WalkResult.Mapped => $"physical {translation.Address.Value:x16} size {translation.PageSize:x}",
            WalkResult.PageFault => "page fault",
            _ => "access fault",
        };
        Log.Write(
            LogItems.Mmu,
            $"riscv_cpu_tlb_fill: hart:{hart} address={address.Value:x16} rw {AccessName(kind)} mode {mode} {outcome}");
    }

    /// <summary><c>sfence.vma</c>.</summary>
    public static void FenceVirtualMemory(int hart, ulong? address, ushort? space)
    {
        if (!Log.IsEnabled(LogItems.Mmu)) return;
        string what = address is { } one ? $"address={one:x16}" : "all";
        if (space is { } asid) what += $" asid={asid:x}";
        Log.Write(LogItems.Mmu, $"tlb_flush: hart:{hart} {what}");
    }

    /// <summary>A new address space.</summary>
    public static void AddressSpace(int hart, ulong satp)
    {
        if (!Log.IsEnabled(LogItems.Mmu)) return;
        Log.Write(LogItems.Mmu, $"tlb_flush: hart:{hart} satp={satp:x16}");
    }

    /// <summary>A CSR access that is an illegal instruction.</summary>
    public static void IllegalCsr(int hart, int csr, bool writes, ulong pc)
    {
        if (!Log.IsEnabled(LogItems.GuestErrors)) return;
        Log.Write(
            LogItems.GuestErrors,
            $"illegal {(writes ? "write" : "read")} of csr {CsrNames.NameOrNumber(csr)}: hart:{hart}, pc:0x{pc:x16}");
    }

    /// <summary>A write to a register that is there but does nothing; said once for each.</summary>
    public static void UnimplementedCsr(int csr)
    {
        if (!Log.IsEnabled(LogItems.Unimplemented)) return;
        Log.WriteOnce(LogItems.Unimplemented, $"csr {CsrNames.NameOrNumber(csr)} is not implemented: it reads as zero");
    }

    private static string AccessName(AccessKind kind) => kind switch
    {
        AccessKind.Fetch => "fetch",
        AccessKind.Load => "load",
        _ => "store",
    };
}
