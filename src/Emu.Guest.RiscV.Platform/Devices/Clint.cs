using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Guest.RiscV.Devices;

/// <summary>
/// SiFive's core-local interruptor: each hart's software interrupt (<c>msip</c>) and timer (<c>mtimecmp</c> against the
/// common <c>mtime</c>), as in the FU540-C000 manual, "CLINT", and the RISC-V ACLINT specification's compatible layout.
/// </summary>
[Device("riscv.aclint.mtimer", DeviceCategory.Misc, Bus = "System", IsPartOfBoard = true)]
public sealed partial class Clint : IMmioDevice, IDeviceTreeSource
{
    private const ulong Msip = 0x0;
    private const ulong MtimeCmp = 0x4000;
    private const ulong Mtime = 0xbff8;
    private const ulong RegistersEnd = 0xc000;

    [State]
    private readonly HartTimer[] harts;
    private readonly MachineClock clock;

    /// <summary>Makes the device and its timers, which fire on <paramref name="loop"/>.</summary>
    /// <param name="loop">Its clock is <c>mtime</c>.</param>
    /// <param name="outputs">For hart 0, 1, ...: the lines that drive the hart's MSIP and MTIP.</param>
    public Clint(EventLoop loop, IReadOnlyList<(InterruptLine Software, InterruptLine Timer)> outputs)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(outputs);
        clock = loop.Clock;
        harts = [.. outputs.Select(lines => new HartTimer(this, loop, lines.Software, lines.Timer))];
        clock.TicksChanged += UpdateTimers;
    }

    public string Name => "clint";

    /// <summary>The part that has registers; the device tree's <c>reg</c> is longer by convention.</summary>
    public ulong WindowSize => RegistersEnd;

    public int AccessSizes => 4 | 8;
    public Lock SyncRoot { get; } = new();

    /// <summary><c>msip</c> is a row of 32-bit registers; the timers take halves too.</summary>
    public bool Accepts(ulong offset, int size) =>
        (size == 4 || (size == 8 && offset >= MtimeCmp)) && (offset & (ulong)(size - 1)) == 0;

    public ulong Read(ulong offset, int size)
    {
        if (offset < MtimeCmp) return Hart(offset - Msip, 4) is { } hart && hart.SoftwarePending ? 1UL : 0;
        ulong register;
        if (offset >= Mtime) register = clock.Ticks;
        else if (Hart(offset - MtimeCmp, 8) is { } hart) register = hart.Compare;
        else return 0;
        return size == 8 ? register : (uint)(register >> HalfShift(offset));
    }

    public void Write(ulong offset, int size, ulong value)
    {
        if (offset < MtimeCmp) Hart(offset - Msip, 4)?.SetSoftware((value & 1) != 0);
        else if (offset >= Mtime) clock.SetTicks(Merge(clock.Ticks, offset, size, value));
        else if (Hart(offset - MtimeCmp, 8) is { } hart) hart.SetCompare(Merge(hart.Compare, offset, size, value));
    }

    public void Reset()
    {
        foreach (HartTimer hart in harts)
        {
            hart.SetSoftware(false);
            hart.SetCompare(ulong.MaxValue);
        }

        clock.SetTicks(0);
    }

    /// <summary>The time of the clock that all harts share, <c>mtime</c>.</summary>
    [State]
    private ulong Ticks
    {
        get => clock.Ticks;
        set => clock.SetTicks(value);
    }

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.AddNodeToControllers("clint", 0x10000);
        node.SetStrings("compatible", "sifive,clint0", "riscv,clint0");
        return node;
    }

    private static int HalfShift(ulong offset) => (int)(offset & 4) * 8;

    private static ulong Merge(ulong register, ulong offset, int size, ulong value)
    {
        if (size == 8) return value;
        int shift = HalfShift(offset);
        return (register & ~(0xffff_ffffUL << shift)) | ((ulong)(uint)value << shift);
    }

    private HartTimer? Hart(ulong offset, ulong stride)
    {
        ulong index = offset / stride;
        if (index < (ulong)harts.Length) return harts[index];
        Log.WriteOnce(LogItems.GuestErrors, $"clint: access to the registers of hart {index}, which is not there");
        return null;
    }

    private void UpdateTimers()
    {
        // mtime may be written through the registers, so the lock may be held already; it is recursive.
        lock (SyncRoot)
            foreach (HartTimer hart in harts) hart.Update();
    }

    /// <summary>One hart's registers and outputs; all of it is guarded by the device's lock.</summary>
    private sealed partial class HartTimer : IStateListener
    {
        private readonly Clint clint;
        private readonly InterruptLine softwareLine;
        private readonly InterruptLine timerLine;
        private readonly MachineTimer timer;

        public HartTimer(Clint clint, EventLoop loop, InterruptLine softwareLine, InterruptLine timerLine)
        {
            this.clint = clint;
            this.softwareLine = softwareLine;
            this.timerLine = timerLine;
            timer = loop.CreateTimer(Expired);
        }

        [State]
        public bool SoftwarePending { get; private set; }

        [State]
        public ulong Compare { get; private set; } = ulong.MaxValue;

        public void StateLoaded()
        {
            softwareLine.Set(SoftwarePending);
            Update();
        }

        public void SetSoftware(bool pending)
        {
            SoftwarePending = pending;
            softwareLine.Set(pending);
        }

        public void SetCompare(ulong value)
        {
            Compare = value;
            Update();
        }

        /// <summary>MTIP follows <c>mtime >= mtimecmp</c>; while it is low a timer waits for that moment.</summary>
        public void Update()
        {
            ulong deadline = clint.clock.DeadlineOf(Compare);
            timerLine.Set(deadline == 0);
            if (deadline == 0) timer.Cancel();
            else timer.Set(deadline);
        }

        private void Expired()
        {
            lock (clint.SyncRoot) Update();
        }
    }
}
