using Emu.Isa.RiscV.Privileged;

namespace Emu.Machine.Sbi;

/// <summary>
/// RFENCE extension "RFNC" (SBI specification 2.0, chapter 8): instruction and address translation fences on other
/// harts. Each does
/// more than was asked: all addresses, all address spaces, and both kinds of fence.
/// </summary>
internal sealed class RemoteFenceExtension(SbiMachine machine) : ISbiExtension
{
    private const ulong RemoteFenceInstructions = 0, RemoteFenceVirtualMemory = 1, RemoteFenceAddressSpace = 2;

    public ulong Id => 0x52464e43;

    public SbiResult Call(SbiCall call)
    {
        if (call.Function is not (RemoteFenceInstructions or RemoteFenceVirtualMemory or RemoteFenceAddressSpace))
            return SbiError.NotSupported;
        if (machine.Select(call.Argument(0), call.Argument(1)) is not { } harts) return SbiError.InvalidParameter;

        Hart caller = call.Hart;
        List<(Hart Hart, ulong Ticket)> asked = [];
        foreach (HartThread each in harts)
        {
            if (each.Hart == caller) FenceHere(caller, call.Function);
            else if (each.Status != HartStatus.Stopped) asked.Add((each.Hart, each.Hart.Engine.RequestFence()));
        }

        // Two harts may wait for each other, so this one serves while it waits. A hart that stops counts as served.
        SpinWait wait = default;
        foreach ((Hart hart, ulong ticket) in asked)
        {
            while (!hart.Engine.IsFenceServed(ticket))
            {
                caller.Engine.ServeFences();
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }

        return SbiResult.Success;
    }

    private static void FenceHere(Hart hart, ulong function)
    {
        if (function == RemoteFenceInstructions) hart.Engine.FenceInstructions();
        else hart.Engine.FlushTlb();
    }
}
