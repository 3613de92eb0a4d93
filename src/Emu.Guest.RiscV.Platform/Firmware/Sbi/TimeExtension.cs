using Emu.Guest.RiscV.Privileged;
using Emu.Model;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>Timer extension "TIME" (SBI specification 2.0, chapter 6): the supervisor timer interrupt at a point in
/// time.</summary>
internal sealed partial class TimeExtension : ISbiExtension
{
    private const ulong SetTimer = 0;
    private const int StimecmpNumber = 0x14d;

    /// <summary>By hart; a hart with Sstc has a timer of its own.</summary>
    [Derived]
    private readonly HartDeadline?[] deadlines;

    /// <summary>Those of harts without Sstc.</summary>
    [State]
    private IReadOnlyList<HartDeadline> Deadlines => [.. deadlines.OfType<HartDeadline>()];

    public TimeExtension(SbiMachine machine) =>
        deadlines =
        [
            .. machine.Cpus.Select(each => (Hart)each.Cpu)
                .Select(hart => hart.Isa.Has(Extensions.Sstc) ? null : new HartDeadline(hart, machine.Events)),
        ];

    public ulong Id => 0x54494d45;

    public SbiResult Call(SbiCall call) =>
        call.Function == SetTimer ? Set(call.Hart, call.Argument(0)) : SbiError.NotSupported;

    /// <summary>The interrupt comes when the clock reaches <paramref name="ticks"/>; one that is pending goes away
    /// until then.</summary>
    public SbiResult Set(Hart hart, ulong ticks)
    {
        if (deadlines[hart.Id] is { } deadline) deadline.Set(ticks);
        else hart.AccessCsr(StimecmpNumber, CsrOperation.Write, ticks, reads: false, writes: true, raw: 0, out _);
        return SbiResult.Success;
    }

    /// <summary>Forgets what a hart has set: it stops, or is reset.</summary>
    public void Cancel(Hart hart) => deadlines[hart.Id]?.Cancel();
}
