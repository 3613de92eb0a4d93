using Emu.Core.Memory;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Machine.Cpus;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>
/// RFENCE extension "RFNC" (SBI specification 2.0, chapter 8): instruction and address translation fences on other
/// harts.
/// </summary>
internal sealed class RemoteFenceExtension(SbiMachine machine) : ISbiExtension
{
    private const ulong RemoteFenceInstructions = 0, RemoteFenceVirtualMemory = 1, RemoteFenceAddressSpace = 2;

    public ulong Id => 0x52464e43;

    public SbiResult Call(SbiCall call)
    {
        TranslationFence? translations;
        switch (call.Function)
        {
            case RemoteFenceInstructions:
                translations = null;
                break;
            case RemoteFenceVirtualMemory:
                translations = Range(call, null);
                break;
            case RemoteFenceAddressSpace:
                translations = Range(call, (ushort)call.Argument(4));
                break;
            default:
                return SbiError.NotSupported;
        }

        if (machine.Select(call.Argument(0), call.Argument(1)) is not { } harts) return SbiError.InvalidParameter;
        Fence(call.Hart, harts, translations);
        return SbiResult.Success;
    }

    /// <summary>The range of a2 and a3; from 0, of size 0, is everything, as is the largest size.</summary>
    private static TranslationFence Range(SbiCall call, ushort? addressSpace)
    {
        ulong start = call.Argument(2), size = call.Argument(3);
        if (start == 0 && size == 0) size = TranslationFence.AllAddresses;
        return new TranslationFence(new VirtualAddress(start), size, addressSpace);
    }

    /// <summary>Does the fence on all of the harts, and returns when it is done.</summary>
    private static void Fence(Hart caller, IReadOnlyList<CpuThread> harts, TranslationFence? translations)
    {
        bool instructions = translations is null;
        List<(Cpu Hart, ulong Ticket)> asked = [];
        foreach (CpuThread each in harts)
        {
            ICpuEngine engine = each.Cpu.Engine;
            if (each.Cpu != caller)
            {
                if (each.Status != CpuStatus.Stopped)
                    asked.Add((each.Cpu, engine.RequestFence(translations, instructions)));
            }
            else if (translations is { } fence) engine.FenceTranslations(fence);
            else engine.FenceInstructions();
        }

        // Two harts may wait for each other, so this one serves while it waits. A hart that stops counts as served.
        SpinWait wait = default;
        foreach ((Cpu hart, ulong ticket) in asked)
        {
            while (!hart.Engine.IsFenceServed(ticket))
            {
                caller.Engine.ServeFences();
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
