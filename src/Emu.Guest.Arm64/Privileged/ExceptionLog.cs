using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Guest.Arm64.Privileged;

/// <summary>What <c>-d int</c>, <c>-d mmu</c> and <c>-d guest_errors</c> say of EL1.</summary>
internal static class ExceptionLog
{
    /// <summary>An exception that is taken to EL1.</summary>
    /// <param name="cpu">The CPU, with the registers of the exception written and still at the level that it comes from.</param>
    /// <param name="kind">The vector's offset in its group of four: 0 for a synchronous exception.</param>
    /// <param name="handler">The vector's address.</param>
    public static void Exception(Arm64Cpu cpu, ulong kind, ulong handler)
    {
        if (!Log.IsEnabled(LogItems.Interrupts)) return;
        string what = kind == 0 ? Describe(cpu) : (kind == 0x80 ? "irq" : "fiq");
        Log.Write(
            LogItems.Interrupts,
            $"exception: cpu:{cpu.Id}, EL{cpu.Level}, elr:0x{cpu[SystemRegisterTable.ReturnAddress]:x16}, "
            + $"spsr:0x{cpu[SystemRegisterTable.SavedState]:x8}, pc:0x{handler:x16}, {what}");
    }

    /// <summary>An address translation that the engine had not cached.</summary>
    public static void Translation(
        Arm64Cpu cpu, VirtualAddress address, AccessKind kind, TranslationResult result, in Translation translation)
    {
        if (!Log.IsEnabled(LogItems.Mmu)) return;
        string outcome = result.Status == FaultStatus.None
            ? $"physical {translation.Address.Value:x16} size {translation.PageSize:x}"
            : $"fault {result.Code:x2}";
        Log.Write(
            LogItems.Mmu,
            $"tlb_fill: cpu:{cpu.Id} address={address.Value:x16} {kind.ToString().ToLowerInvariant()} EL{cpu.Level} {outcome}");
    }

    private static string Describe(Arm64Cpu cpu)
    {
        ulong syndrome = cpu[SystemRegisterTable.Syndrome];
        var reason = (ExceptionClass)(syndrome >> 26);
        string name = reason switch
        {
            ExceptionClass.InstructionAbort + 1 => nameof(ExceptionClass.InstructionAbort),
            ExceptionClass.DataAbort + 1 => nameof(ExceptionClass.DataAbort),
            _ => reason.ToString(),
        };
        string text = $"esr:0x{syndrome:x8}, desc={name}";
        bool hasAddress = reason is >= ExceptionClass.InstructionAbort and <= ExceptionClass.DataAbort + 1;
        return hasAddress ? $"far:0x{cpu[SystemRegisterTable.FaultAddress]:x16}, {text}" : text;
    }
}
