using System.Numerics;
using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Devices;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Guest.Arm64.Devices;

/// <summary>
/// The generic interrupt controller of version 2 (Arm IHI 0048B) without security extensions: the distributor, and for each
/// CPU an interface by which it takes interrupts and ends them.
/// </summary>
/// <remarks>Interrupts 0 to 15 are sent by CPUs, 16 to 31 are inputs of one CPU, those from 32 on are the devices'. A
/// device's input n is interrupt 32 + n.</remarks>
[Device("arm_gic", DeviceCategory.Misc, Bus = "System", IsPartOfBoard = true)]
public sealed partial class GicV2 : IMultiWindowDevice, IInterruptSink, IDeviceTreeSource, IStateListener
{
    /// <summary>Most CPUs: a byte names a set of them.</summary>
    public const int MaximumCpus = 8;

    private const int Private = GicCpu.Private, Sent = 16, Nobody = 1023, Unsuited = 1022;

    private const uint DistributorId = 0x0000_043b, InterfaceId = 0x0002_043b;

    private readonly int count;
    private readonly Func<int> accessing;
    private readonly PhysicalAddress interfaceAddress;

    // All of the following is guarded by SyncRoot.
    [State]
    private readonly GicInterrupts shared;
    [State]
    private readonly byte[] targets;
    [State]
    private readonly GicCpu[] cpus;
    [State]
    private uint control;

    /// <summary>Makes a controller with all inputs low.</summary>
    /// <param name="inputs">Inputs of devices, a multiple of 32.</param>
    /// <param name="outputs">For each CPU, the lines IRQ and FIQ.</param>
    /// <param name="interfaceAddress">Where the CPUs' interfaces are on the bus, each CPU seeing its own.</param>
    /// <param name="accessing">The number of the CPU that makes the access which is being served.</param>
    public GicV2(
        int inputs, IReadOnlyList<IReadOnlyList<InterruptLine>> outputs, PhysicalAddress interfaceAddress, Func<int> accessing)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(inputs % 32, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputs.Count, MaximumCpus);
        count = Private + inputs;
        this.accessing = accessing;
        this.interfaceAddress = interfaceAddress;
        shared = new GicInterrupts(inputs);
        targets = new byte[inputs];
        cpus = [.. outputs.Select(lines => new GicCpu(lines[0], lines[1]))];
        Windows = [(interfaceAddress, new Interface(this))];
    }

    public string Name => "intc";
    public ulong WindowSize => 0x1000;
    public int AccessSizes => 1 | 4;
    public Lock SyncRoot { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<(PhysicalAddress Address, IMmioDevice Window)> Windows { get; }

    private GicCpu Accessing => cpus[Math.Min(accessing(), cpus.Length - 1)];

    private uint AllCpus => (1u << cpus.Length) - 1;

    /// <summary>An input of one CPU.</summary>
    /// <param name="cpu">The CPU's number.</param>
    /// <param name="interrupt">The interrupt, 16 to 31.</param>
    public InterruptLine PrivateInput(int cpu, int interrupt) => new(new PrivateInputs(this, cpus[cpu]), interrupt);

    /// <inheritdoc/>
    public void SetLevel(int input, bool asserted)
    {
        lock (SyncRoot)
        {
            shared.SetLevel(input, asserted);
            UpdateOutputs();
        }
    }

    public ulong Read(ulong offset, int size)
    {
        if (size == 1) return offset is >= 0x400 and < 0xc00 or >= 0xf10 and < 0xf30 ? ReadByte(offset) : 0;
        return offset switch
        {
            0x000 => control,
            0x004 => ((uint)count / 32) - 1 | (uint)(cpus.Length - 1) << 5,
            0x008 => DistributorId,
            >= 0x080 and < 0x400 => ReadBits(offset),
            >= 0xc00 and < 0xd00 => ReadConfiguration((int)(offset - 0xc00) * 4),
            >= 0x400 and < 0xc00 or >= 0xf10 and < 0xf30 =>
                ReadByte(offset) | ReadByte(offset + 1) << 8 | ReadByte(offset + 2) << 16 | ReadByte(offset + 3) << 24,
            >= 0xfd0 => Identification(offset),
            _ => 0,
        };
    }

    public void Write(ulong offset, int size, ulong value)
    {
        uint word = (uint)value;
        switch (offset)
        {
            case 0x000 when size == 4:
                control = word & 3;
                break;
            case >= 0x080 and < 0x400 when size == 4:
                WriteBits(offset, word);
                break;
            case >= 0xc00 and < 0xd00 when size == 4:
                WriteConfiguration((int)(offset - 0xc00) * 4, word);
                break;
            case 0xf00 when size == 4:
                Send(word);
                break;
            case >= 0x400 and < 0xc00 or >= 0xf10 and < 0xf30:
                for (int i = 0; i < size; i++) WriteByte(offset + (ulong)i, (byte)(word >> (8 * i)));
                break;
        }

        UpdateOutputs();
    }

    /// <summary>Everything but the lines' levels, which belong to the devices.</summary>
    public void Reset()
    {
        control = 0;
        shared.Reset();
        Array.Clear(targets);
        foreach (GicCpu cpu in cpus) cpu.Reset();
        UpdateOutputs();
    }

    /// <inheritdoc/>
    public void StateLoaded() => UpdateOutputs();

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.Bus.AddChild(Name, slot.Address);
        node.SetCells("#interrupt-cells", 3);
        node.SetFlag("interrupt-controller");
        node.SetStrings("compatible", "arm,cortex-a15-gic");
        node.SetWideCells("reg", slot.Address.Value, 0x1_0000, interfaceAddress.Value, 0x1_0000);
        node.SetCells("#address-cells", 2);
        node.SetCells("#size-cells", 2);
        node.SetFlag("ranges");
        slot.Document.Root.SetReference("interrupt-parent", node);
        return node;
    }

    // GICD_IGROUPR to GICD_ICACTIVER: a bit for each interrupt.
    private uint ReadBits(ulong offset)
    {
        int word = (int)(offset & 0x7f) / 4;
        if (BankOf(word, out int place) is not { } bank) return 0;
        return (offset >> 7) switch
        {
            1 => bank.Groups[place],
            2 or 3 => bank.Enabled[place],
            4 or 5 => bank.Pending(place),
            _ => bank.Active[place],
        };
    }

    private void WriteBits(ulong offset, uint value)
    {
        int word = (int)(offset & 0x7f) / 4;
        if (BankOf(word, out int place) is not { } bank) return;
        // Sent interrupts are always enabled, and become pending by their own registers.
        uint changeable = word == 0 ? 0xffff_0000 : uint.MaxValue;
        switch (offset >> 7)
        {
            case 1:
                bank.Groups[place] = value;
                break;
            case 2:
                bank.Enabled[place] |= value;
                break;
            case 3:
                bank.Enabled[place] &= ~(value & changeable);
                break;
            case 4:
                bank.Latched[place] |= value & changeable;
                break;
            case 5:
                bank.Latched[place] &= ~(value & changeable);
                break;
            case 6:
                bank.Active[place] |= value;
                break;
            default:
                bank.Active[place] &= ~value;
                break;
        }
    }

    // GICD_ICFGR: two bits for each interrupt, of which the upper one says that it is triggered by an edge.
    private uint ReadConfiguration(int interrupt)
    {
        if (BankOf(interrupt / 32, out int place) is not { } bank) return 0;
        uint value = 0;
        for (int i = 0; i < 16; i++) value |= (bank.Edges[place] >> ((interrupt % 32) + i) & 1) << ((2 * i) + 1);
        return value;
    }

    private void WriteConfiguration(int interrupt, uint value)
    {
        if (interrupt < Private || BankOf(interrupt / 32, out int place) is not { } bank) return;
        for (int i = 0; i < 16; i++)
        {
            uint bit = 1u << ((interrupt % 32) + i);
            if ((value >> ((2 * i) + 1) & 1) != 0) bank.Edges[place] |= bit;
            else bank.Edges[place] &= ~bit;
        }
    }

    // GICD_IPRIORITYR, GICD_ITARGETSR, GICD_CPENDSGIR and GICD_SPENDSGIR: a byte for each interrupt.
    private uint ReadByte(ulong offset)
    {
        int interrupt = (int)(offset & 0x3ff);
        return offset switch
        {
            >= 0xf10 => Accessing.Senders[offset & 15],
            _ when interrupt >= count => 0,
            < 0x800 => interrupt < Private ? Accessing.Priorities[interrupt] : shared.Priorities[interrupt - Private],
            _ when cpus.Length == 1 => 0,
            _ => interrupt < Private ? 1u << Array.IndexOf(cpus, Accessing) : targets[interrupt - Private],
        };
    }

    private void WriteByte(ulong offset, byte value)
    {
        int interrupt = (int)(offset & 0x3ff);
        switch (offset)
        {
            case >= 0xf20:
                Accessing.Receive((int)offset & 15, (byte)(value & AllCpus));
                break;
            case >= 0xf10:
                Accessing.Withdraw((int)offset & 15, value);
                break;
            case < 0x800 when interrupt < Private:
                Accessing.Priorities[interrupt] = value;
                break;
            case < 0x800 when interrupt < count:
                shared.Priorities[interrupt - Private] = value;
                break;
            case >= 0x800 when interrupt >= Private && interrupt < count:
                targets[interrupt - Private] = (byte)(value & AllCpus);
                break;
        }
    }

    // The registers of 32 interrupts; null when there are none.
    private GicInterrupts? BankOf(int word, out int place)
    {
        place = word == 0 ? 0 : word - 1;
        return word * 32 >= count ? null : word == 0 ? Accessing : shared;
    }

    // GICD_SGIR.
    private void Send(uint value)
    {
        int sender = Array.IndexOf(cpus, Accessing);
        uint listed = (value >> 24 & 3) switch
        {
            0 => value >> 16 & 0xff,
            1 => AllCpus & ~(1u << sender),
            2 => 1u << sender,
            _ => 0,
        };
        for (int cpu = 0; cpu < cpus.Length; cpu++)
            if ((listed >> cpu & 1) != 0) cpus[cpu].Receive((int)value & 15, (byte)(1 << sender));
    }

    private static uint Identification(ulong offset) => offset switch
    {
        0xfd0 => 0x04,
        0xfe0 => 0x90,
        0xfe4 => 0xb4,
        0xfe8 => 0x2b,
        0xff0 => 0x0d,
        0xff4 => 0xf0,
        0xff8 => 0x05,
        0xffc => 0xb1,
        _ => 0,
    };

    // The interrupt that a CPU would take next, whatever its priorities; Nobody for none.
    private int Best(GicCpu cpu, out byte priority, out bool isSecondGroup)
    {
        int number = Array.IndexOf(cpus, cpu);
        (int best, priority, isSecondGroup) = (Nobody, 0xff, false);
        cpu.FindBest(0, control, ~0u, ref best, ref priority, ref isSecondGroup);
        for (int place = 0; place < shared.Words; place++)
        {
            uint ready = shared.Ready(place);
            if (ready == 0) continue;
            uint mine = 0;
            for (uint rest = ready; rest != 0; rest &= rest - 1)
            {
                int bit = BitOperations.TrailingZeroCount(rest);
                // With one CPU there are no targets.
                if (cpus.Length == 1 || (targets[(place * 32) + bit] >> number & 1) != 0) mine |= 1u << bit;
            }

            shared.FindBest(place, control, mine, ref best, ref priority, ref isSecondGroup, Private);
        }

        return best;
    }

    private void UpdateOutputs()
    {
        foreach (GicCpu cpu in cpus)
        {
            int best = Best(cpu, out byte priority, out bool isSecondGroup);
            bool isSignalled = best != Nobody && cpu.Takes(priority, isSecondGroup);
            cpu.Drive(isSignalled, isSecondGroup);
        }
    }

    // GICC_IAR and GICC_AIAR: what the CPU serves from now on.
    private uint Acknowledge(GicCpu cpu, bool isAlias)
    {
        int best = Best(cpu, out byte priority, out bool isSecondGroup);
        if (best == Nobody || !cpu.Takes(priority, isSecondGroup)) return Nobody;
        if (isAlias && !isSecondGroup) return Nobody;
        if (!isAlias && isSecondGroup && !cpu.AcknowledgesBoth) return Unsuited;
        cpu.Begin(priority, isSecondGroup);
        uint sender = 0;
        if (best < Sent) sender = cpu.TakeSender(best);
        else if (best < Private) cpu.Acknowledge(0, 1u << best);
        else shared.Acknowledge((best / 32) - 1, 1u << (best % 32));
        if (best < Sent) cpu.Active[0] |= 1u << best;
        UpdateOutputs();
        return (uint)best | sender << 10;
    }

    // GICC_EOIR, GICC_AEOIR and GICC_DIR.
    private void End(GicCpu cpu, uint value, bool drops, bool deactivates)
    {
        int interrupt = (int)(value & 0x3ff);
        if (interrupt >= count) return;
        if (drops) cpu.End();
        if (deactivates)
        {
            if (interrupt < Private) cpu.Active[0] &= ~(1u << interrupt);
            else shared.Active[(interrupt / 32) - 1] &= ~(1u << (interrupt % 32));
        }

        UpdateOutputs();
    }

    /// <summary>The inputs of one CPU.</summary>
    private sealed class PrivateInputs(GicV2 gic, GicCpu cpu) : IInterruptSink
    {
        public void SetLevel(int input, bool asserted)
        {
            lock (gic.SyncRoot)
            {
                cpu.SetLevel(input, asserted);
                gic.UpdateOutputs();
            }
        }
    }
}
