using System.Numerics;
using Emu.Core.Interrupts;
using Emu.Model;

namespace Emu.Guest.Arm64.Devices;

/// <summary>What a <see cref="GicV2"/> has for one CPU: its 32 private interrupts and its interface. Guarded by the lock of the
/// controller.</summary>
internal sealed partial class GicCpu : GicInterrupts
{
    /// <summary>Interrupts that each CPU has of its own.</summary>
    public const int Private = 32;

    /// <summary>Bits of GICC_CTLR: both groups, AckCtl, FIQEn, CBPR, EOImode.</summary>
    public const uint ControlMask = 0x21f;

    private const uint AckControl = 1 << 2, FiqEnable = 1 << 3, CommonBinaryPoint = 1 << 4, EndMode = 1 << 9;

    private const uint SentInterrupts = 0xffff;
    private const byte Idle = 0xff;

    private readonly InterruptLine irq, fiq;

    [Derived]
    private bool drivenIrq, drivenFiq;

    public GicCpu(InterruptLine irq, InterruptLine fiq)
        : base(Private)
    {
        this.irq = irq;
        this.fiq = fiq;
        Reset();
    }

    /// <summary>GICC_CTLR.</summary>
    [State]
    public uint Control { get; set; }

    /// <summary>GICC_PMR.</summary>
    [State]
    public byte PriorityMask { get; set; }

    /// <summary>GICC_BPR.</summary>
    [State]
    public uint BinaryPoint { get; set; }

    /// <summary>GICC_ABPR.</summary>
    [State]
    public uint AliasedBinaryPoint { get; set; }

    /// <summary>GICC_APR0 to GICC_APR3: a bit for each priority, without its lowest bit, of which an interrupt is being
    /// served.</summary>
    [State]
    public uint[] ActivePriorities { get; } = new uint[4];

    /// <summary>For each sent interrupt, the CPUs whose sending has not been taken.</summary>
    [State]
    public byte[] Senders { get; } = new byte[16];

    /// <summary>GICC_IAR takes interrupts of group 1 too.</summary>
    public bool AcknowledgesBoth => (Control & AckControl) != 0;

    /// <summary>GICC_EOIR only drops the priority; GICC_DIR ends the service.</summary>
    public bool EndsInTwoSteps => (Control & EndMode) != 0;

    /// <summary>GICC_RPR.</summary>
    public byte RunningPriority
    {
        get
        {
            for (int i = 0; i < ActivePriorities.Length; i++)
                if (ActivePriorities[i] != 0) return (byte)(((32 * i) + BitOperations.TrailingZeroCount(ActivePriorities[i])) * 2);
            return Idle;
        }
    }

    /// <summary>Whether an interrupt of a priority interrupts the CPU now.</summary>
    public bool Takes(byte priority, bool isSecondGroup) =>
        (Control >> (isSecondGroup ? 1 : 0) & 1) != 0 && priority < PriorityMask
        && (priority & GroupMask(isSecondGroup)) < RunningPriority;

    /// <summary>An interrupt of a priority is being served from now on.</summary>
    public void Begin(byte priority, bool isSecondGroup)
    {
        int level = (priority & GroupMask(isSecondGroup)) / 2;
        ActivePriorities[level / 32] |= 1u << (level % 32);
    }

    /// <summary>The service of the highest priority ends.</summary>
    public void End()
    {
        for (int i = 0; i < ActivePriorities.Length; i++)
        {
            if (ActivePriorities[i] == 0) continue;
            ActivePriorities[i] &= ActivePriorities[i] - 1;
            return;
        }
    }

    /// <summary>CPUs, a bit each, have sent an interrupt.</summary>
    public void Receive(int interrupt, byte senders)
    {
        Senders[interrupt] |= senders;
        UpdateSent(interrupt);
    }

    /// <summary>Takes back what CPUs have sent.</summary>
    public void Withdraw(int interrupt, byte senders)
    {
        Senders[interrupt] &= (byte)~senders;
        UpdateSent(interrupt);
    }

    /// <summary>The first CPU that has sent an interrupt.</summary>
    public uint FirstSender(int interrupt) => (uint)BitOperations.TrailingZeroCount(Senders[interrupt]);

    /// <summary>As <see cref="FirstSender"/>; it has been heard.</summary>
    public uint TakeSender(int interrupt)
    {
        uint sender = FirstSender(interrupt);
        Withdraw(interrupt, (byte)(1 << (int)sender));
        return sender;
    }

    /// <summary>Drives the CPU's inputs.</summary>
    public void Drive(bool isSignalled, bool isSecondGroup)
    {
        bool isFiq = isSignalled && !isSecondGroup && (Control & FiqEnable) != 0, isIrq = isSignalled && !isFiq;
        if (isIrq != drivenIrq) irq.Set(drivenIrq = isIrq);
        if (isFiq != drivenFiq) fiq.Set(drivenFiq = isFiq);
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        Enabled[0] = SentInterrupts;
        Edges[0] = SentInterrupts;
        Control = 0;
        PriorityMask = 0;
        BinaryPoint = 0;
        AliasedBinaryPoint = 1;
        Array.Clear(ActivePriorities);
        Array.Clear(Senders);
    }

    private void UpdateSent(int interrupt)
    {
        if (Senders[interrupt] != 0) Latched[0] |= 1u << interrupt;
        else Latched[0] &= ~(1u << interrupt);
    }

    // The bits of a priority that decide whether it interrupts another one.
    private byte GroupMask(bool isSecondGroup)
    {
        bool isOwn = isSecondGroup && (Control & CommonBinaryPoint) == 0;
        return (byte)(isOwn ? 0xff << (int)AliasedBinaryPoint : 0xff << ((int)BinaryPoint + 1));
    }
}
