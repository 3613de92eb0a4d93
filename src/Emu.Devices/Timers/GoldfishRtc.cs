using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Devices.Timers;

/// <summary>
/// The Goldfish real-time clock: nanoseconds since 1970 in UTC, which the guest may set, and an alarm (Android
/// emulator, "Goldfish virtual hardware", section VI).
/// </summary>
[Device("goldfish_rtc", DeviceCategory.Misc, Bus = "System", IsPartOfBoard = true)]
public sealed partial class GoldfishRtc : IMmioDevice, IDeviceTreeSource, IStateListener
{
    private const ulong TimeLow = 0x00;
    private const ulong TimeHigh = 0x04;
    private const ulong AlarmLow = 0x08;
    private const ulong AlarmHigh = 0x0c;
    private const ulong IrqEnabled = 0x10;
    private const ulong ClearAlarm = 0x14;
    private const ulong AlarmStatus = 0x18;
    private const ulong ClearInterrupt = 0x1c;

    private readonly InterruptLine line;
    private readonly MachineClock clock;
    private readonly MachineTimer timer;
    private readonly TimeProvider time;

    // All of the following is guarded by SyncRoot.
    [State]
    private uint latchedHigh;
    [State]
    private ulong alarm;
    [State]
    private bool isAlarmSet, isInterruptEnabled, isInterruptPending;

    /// <summary>Makes a clock that shows the host's time.</summary>
    /// <param name="line">Its interrupt.</param>
    /// <param name="loop">Runs the alarm.</param>
    /// <param name="time">Where the time comes from; the system's when null.</param>
    public GoldfishRtc(InterruptLine line, EventLoop loop, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        this.line = line;
        clock = loop.Clock;
        timer = loop.CreateTimer(AlarmExpired);
        this.time = time ?? TimeProvider.System;
    }

    public string Name => "rtc";

    /// <summary>The part that has registers; the device tree's <c>reg</c> is a page.</summary>
    public ulong WindowSize => 0x24;

    public int AccessSizes => 4 | 8;
    public Lock SyncRoot { get; } = new();

    private ulong Now => HostTime + AheadOfHost;

    private ulong HostTime =>
        (ulong)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>How far the guest has set the time ahead of the host's, nanoseconds modulo 2^64: what a saved machine keeps,
    /// since time goes on while it is not running.</summary>
    [State]
    private ulong AheadOfHost { get; set; }

    /// <summary>An access of 64 bits is one to each of two registers, the lower first.</summary>
    public ulong Read(ulong offset, int size)
    {
        ulong low = ReadRegister(offset);
        return size == 8 ? low | (ReadRegister(offset + 4) << 32) : low;
    }

    public void Write(ulong offset, int size, ulong value)
    {
        WriteRegister(offset, (uint)value);
        if (size == 8) WriteRegister(offset + 4, (uint)(value >> 32));
    }

    /// <summary>The alarm is forgotten; the time goes on, as with a battery.</summary>
    public void Reset()
    {
        latchedHigh = 0;
        alarm = 0;
        isAlarmSet = isInterruptEnabled = isInterruptPending = false;
        timer.Cancel();
        UpdateInterrupt();
    }

    /// <inheritdoc/>
    public void StateLoaded()
    {
        CheckAlarm();
        UpdateInterrupt();
    }

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.AddNode("rtc", 0x1000);
        node.SetStrings("compatible", "google,goldfish-rtc");
        return node;
    }

    private ulong ReadRegister(ulong register)
    {
        switch (register)
        {
            case TimeLow:
                // The high half is kept, so that both belong to the same moment.
                ulong now = Now;
                latchedHigh = (uint)(now >> 32);
                return (uint)now;
            case TimeHigh:
                return latchedHigh;
            case AlarmLow:
                return (uint)alarm;
            case AlarmHigh:
                return alarm >> 32;
            case IrqEnabled:
                return isInterruptEnabled ? 1UL : 0;
            case AlarmStatus:
                return isAlarmSet ? 1UL : 0;
            default:
                LogUnknown("read", register);
                return 0;
        }
    }

    private void WriteRegister(ulong register, uint value)
    {
        switch (register)
        {
            case TimeLow:
                SetTime(WithLow(Now, value));
                break;
            case TimeHigh:
                SetTime(WithHigh(Now, value));
                break;
            case AlarmLow:
                // The high half is written first; this one sets the alarm.
                alarm = WithLow(alarm, value);
                isAlarmSet = true;
                CheckAlarm();
                break;
            case AlarmHigh:
                alarm = WithHigh(alarm, value);
                break;
            case IrqEnabled:
                isInterruptEnabled = (value & 1) != 0;
                UpdateInterrupt();
                break;
            case ClearAlarm:
                isAlarmSet = false;
                timer.Cancel();
                break;
            case ClearInterrupt:
                isInterruptPending = false;
                UpdateInterrupt();
                break;
            default:
                LogUnknown("write", register);
                break;
        }
    }

    private static ulong WithLow(ulong register, uint half) => (register & 0xffff_ffff_0000_0000) | half;

    private static ulong WithHigh(ulong register, uint half) => (uint)register | ((ulong)half << 32);

    private static void LogUnknown(string access, ulong offset) =>
        Log.WriteOnce(LogItems.GuestErrors, $"rtc: {access} at 0x{offset:x}, where no such register is");

    private void SetTime(ulong value)
    {
        AheadOfHost = value - HostTime;
        CheckAlarm();
    }

    /// <summary>Rings when the alarm's time has come or is past, else has the timer call again then.</summary>
    private void CheckAlarm()
    {
        if (!isAlarmSet) return;
        ulong now = Now;
        if (alarm > now)
        {
            ulong distance = alarm - now, elapsed = clock.Nanoseconds;
            timer.Set(distance > MachineTimer.Never - elapsed ? MachineTimer.Never : elapsed + distance);
            return;
        }

        isAlarmSet = false;
        isInterruptPending = true;
        UpdateInterrupt();
    }

    private void AlarmExpired()
    {
        lock (SyncRoot) CheckAlarm();
    }

    private void UpdateInterrupt() => line.Set(isInterruptPending && isInterruptEnabled);
}
