using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Devices.Timers;

/// <summary>A PL031 real-time clock (Arm DDI 0224C): seconds since 1970 in UTC, which the guest may set, and an alarm.</summary>
[Device("pl031", DeviceCategory.Misc, Bus = "System", IsPartOfBoard = true)]
public sealed partial class Pl031 : IMmioDevice, IDeviceTreeSource, IStateListener
{
    private const ulong Data = 0x00, Match = 0x04, Load = 0x08, Control = 0x0c, Mask = 0x10, RawStatus = 0x14, MaskedStatus = 0x18,
        Clear = 0x1c, FirstIdentification = 0xfe0;

    private const ulong NanosecondsPerSecond = 1_000_000_000;

    private static ReadOnlySpan<byte> Identification => [0x31, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1];

    private readonly InterruptLine line;
    private readonly MachineClock clock;
    private readonly MachineTimer timer;
    private readonly TimeProvider time;

    // All of the following is guarded by SyncRoot.
    [State]
    private uint match, loaded;
    [State]
    private bool isMasked, isPending;

    /// <summary>Makes a clock that shows the host's time.</summary>
    /// <param name="line">Its interrupt.</param>
    /// <param name="loop">Runs the alarm.</param>
    /// <param name="time">Where the time comes from.</param>
    public Pl031(InterruptLine line, EventLoop loop, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(loop);
        this.line = line;
        clock = loop.Clock;
        timer = loop.CreateTimer(AlarmExpired);
        this.time = time;
        Reset();
    }

    public string Name => "pl031";
    public ulong WindowSize => 0x1000;
    public int AccessSizes => 1 | 2 | 4;
    public Lock SyncRoot { get; } = new();

    /// <summary>How far the guest has set the time ahead of the host's, seconds modulo 2^32: what a saved machine keeps, since
    /// time goes on while it is not running.</summary>
    [State]
    private uint AheadOfHost { get; set; }

    private uint Now => (uint)HostTime + AheadOfHost;

    private ulong HostTime => (ulong)((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond);

    public ulong Read(ulong offset, int size) => offset switch
    {
        Data => Now,
        Match => match,
        Load => loaded,
        // It cannot be stopped.
        Control => 1,
        Mask => isMasked ? 0u : 1u,
        RawStatus => isPending ? 1u : 0u,
        MaskedStatus => isPending && !isMasked ? 1u : 0u,
        >= FirstIdentification => Identification[(int)(offset - FirstIdentification) / 4],
        _ => Unknown("read", offset),
    };

    public void Write(ulong offset, int size, ulong value)
    {
        uint word = (uint)value;
        switch (offset)
        {
            case Match:
                match = word;
                SetAlarm();
                break;
            case Load:
                loaded = word;
                AheadOfHost = word - (uint)HostTime;
                SetAlarm();
                break;
            case Mask:
                isMasked = (word & 1) == 0;
                UpdateInterrupt();
                break;
            case Clear:
                if ((word & 1) != 0) isPending = false;
                UpdateInterrupt();
                break;
            case Control:
                break;
            default:
                Unknown("write", offset);
                break;
        }
    }

    /// <summary>The alarm is forgotten; the time goes on, as with a battery.</summary>
    public void Reset()
    {
        match = loaded = 0;
        isMasked = true;
        isPending = false;
        timer.Cancel();
        UpdateInterrupt();
    }

    /// <inheritdoc/>
    public void StateLoaded()
    {
        SetAlarm();
        UpdateInterrupt();
    }

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.AddNode(Name, WindowSize);
        node.SetStrings("compatible", "arm,pl031", "arm,primecell");
        node.SetReference("clocks", PeripheralClock.Of(slot.Document));
        node.SetStrings("clock-names", "apb_pclk");
        return node;
    }

    // The alarm rings when the time becomes what it is set to, which may be in 136 years.
    private void SetAlarm()
    {
        uint distance = match - Now;
        if (distance == 0)
        {
            timer.Cancel();
            isPending = true;
            UpdateInterrupt();
            return;
        }

        ulong second = (ulong)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick;
        timer.Set(clock.Nanoseconds + (distance * NanosecondsPerSecond) - second);
    }

    private void AlarmExpired()
    {
        lock (SyncRoot)
        {
            // It comes early where the host's clock has been set meanwhile.
            if ((int)(match - Now) > 0)
            {
                SetAlarm();
                return;
            }

            isPending = true;
            UpdateInterrupt();
        }
    }

    private void UpdateInterrupt() => line.Set(isPending && !isMasked);

    private static uint Unknown(string access, ulong offset)
    {
        Log.WriteOnce(LogItems.GuestErrors, $"pl031: {access} at 0x{offset:x}, where no such register is");
        return 0;
    }
}
