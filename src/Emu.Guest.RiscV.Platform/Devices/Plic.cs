using System.Numerics;
using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Guest.RiscV.Devices;

/// <summary>
/// The platform-level interrupt controller (RISC-V PLIC specification 1.0): gathers the devices' level-triggered lines,
/// and tells each context, a privilege mode of a hart, when one is for it. Input 0 does not exist.
/// </summary>
[Device("riscv.sifive.plic", DeviceCategory.Misc, Bus = "System", IsPartOfBoard = true)]
public sealed partial class Plic : IMmioDevice, IInterruptSink, IDeviceTreeSource, IStateListener
{
    private const ulong PriorityBase = 0x0;
    private const ulong PendingBase = 0x1000;
    private const ulong PendingEnd = 0x1080;
    private const ulong EnableBase = 0x2000;
    private const ulong EnableStride = 0x80;
    private const ulong ContextBase = 0x20_0000;
    private const ulong ContextStride = 0x1000;
    private const ulong Threshold = 0x0;
    private const ulong ClaimComplete = 0x4;

    /// <summary>Most sources that the register layout has room for.</summary>
    private const int MaximumSources = 1023;

    /// <summary>
    /// Priorities are 0 (never interrupts) to 7, a power of two so that the field is WARL by masking.
    /// </summary>
    private const uint PriorityMask = 7;

    private readonly int sources;
    [State]
    private readonly uint[] priorities;

    /// <summary>
    /// Bit sets with a bit for each source, 32 to a word as in the registers: all guarded by <see cref="SyncRoot"/>.
    /// </summary>
    [State]
    private readonly uint[] levels, pending, claimed;

    [State]
    private readonly Context[] contexts;

    /// <summary>Makes a controller with all inputs low.</summary>
    /// <param name="sources">Inputs are numbered 1 to this, at most 1023; the <c>riscv,ndev</c> of the device
    /// tree.</param>
    /// <param name="outputs">The line that each context drives, in the order of the contexts' register blocks (for each
    /// hart MEIP, then SEIP).</param>
    /// <param name="windowSize">Bytes on the bus; room for contexts that are not there is allowed, their registers read
    /// as zero.</param>
    public Plic(int sources, IReadOnlyList<InterruptLine> outputs, ulong windowSize = 0x60_0000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sources);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sources, MaximumSources);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSize, ContextBase + ((ulong)outputs.Count * ContextStride));
        this.sources = sources;
        WindowSize = windowSize;
        int words = (sources / 32) + 1;
        priorities = new uint[sources + 1];
        levels = new uint[words];
        pending = new uint[words];
        claimed = new uint[words];
        contexts = [.. outputs.Select(line => new Context(line, words))];
    }

    public string Name => "plic";
    public ulong WindowSize { get; }
    public int AccessSizes => 4;
    public Lock SyncRoot { get; } = new();

    /// <summary>
    /// Sets a device's line. A rising level becomes pending unless the source is being served; from then on only a
    /// claim takes it back (specification, chapter 5: the gateway forwards one request at a time and cannot withdraw
    /// it).
    /// </summary>
    public void SetLevel(int input, bool asserted)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(input);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(input, sources);
        int word = input / 32;
        uint bit = 1u << (input % 32);
        lock (SyncRoot)
        {
            if (((levels[word] & bit) != 0) == asserted) return;
            levels[word] ^= bit;
            if (!asserted || ((pending[word] | claimed[word]) & bit) != 0) return;
            pending[word] |= bit;
            UpdateOutputs();
        }
    }

    public ulong Read(ulong offset, int size)
    {
        ulong index = offset / 4;
        if (offset < PendingBase) return index <= (ulong)sources ? priorities[index] : Unknown("read", offset);
        if (offset < PendingEnd) return WordAt(pending, (offset - PendingBase) / 4);
        if (offset < EnableBase) return Unknown("read", offset);
        if (offset < ContextBase)
        {
            Context? owner = ContextAt((offset - EnableBase) / EnableStride);
            return owner is null ? 0 : WordAt(owner.Enabled, (offset - EnableBase) % EnableStride / 4);
        }

        Context? context = ContextAt((offset - ContextBase) / ContextStride);
        return (offset % ContextStride) switch
        {
            _ when context is null => 0,
            Threshold => context.Threshold,
            ClaimComplete => Claim(context),
            _ => Unknown("read", offset),
        };
    }

    public void Write(ulong offset, int size, ulong value)
    {
        uint word = (uint)value;
        if (offset < PendingBase) WritePriority(offset / 4, word);
        else if (offset < EnableBase) Unknown("write", offset);
        else if (offset < ContextBase) WriteEnable(offset - EnableBase, word);
        else WriteContext(offset, word);
    }

    /// <summary>
    /// Everything but the lines' levels, which belong to the devices: what is high becomes pending again.
    /// </summary>
    public void Reset()
    {
        Array.Clear(priorities);
        Array.Clear(claimed);
        levels.CopyTo(pending, 0);
        foreach (Context context in contexts)
        {
            Array.Clear(context.Enabled);
            context.Threshold = 0;
        }

        UpdateOutputs();
    }

    /// <inheritdoc/>
    public void StateLoaded() => UpdateOutputs();

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.AddNodeToControllers("plic", WindowSize);
        node.SetStrings("compatible", "sifive,plic-1.0.0", "riscv,plic0");
        node.SetFlag("interrupt-controller");
        node.SetCells("#interrupt-cells", 1);
        node.SetCells("#address-cells", 0);
        node.SetCells("riscv,ndev", (uint)sources);
        return node;
    }

    private void WritePriority(ulong source, uint value)
    {
        if (source == 0 || source > (ulong)sources)
        {
            Unknown("write", source * 4);
            return;
        }

        priorities[source] = value & PriorityMask;
        UpdateOutputs();
    }

    private void WriteEnable(ulong offset, uint value)
    {
        ulong word = offset % EnableStride / 4;
        if (ContextAt(offset / EnableStride) is not { } context || word >= (ulong)context.Enabled.Length) return;
        context.Enabled[word] = value & ImplementedBits(word);
        UpdateOutputs();
    }

    private void WriteContext(ulong offset, uint value)
    {
        if (ContextAt((offset - ContextBase) / ContextStride) is not { } context) return;
        switch (offset % ContextStride)
        {
            case Threshold:
                context.Threshold = value & PriorityMask;
                UpdateOutputs();
                break;
            case ClaimComplete:
                Complete(context, value);
                break;
            default:
                Unknown("write", offset);
                break;
        }
    }

    /// <summary>
    /// Gives the context the source to serve: the highest priority, then the lowest number; the threshold plays no part
    /// (chapter 9).
    /// </summary>
    private uint Claim(Context context)
    {
        uint source = FindBest(context, threshold: 0);
        if (source == 0) return 0;
        pending[source / 32] &= ~(1u << (int)(source % 32));
        claimed[source / 32] |= 1u << (int)(source % 32);
        UpdateOutputs();
        return source;
    }

    /// <summary>
    /// Ends a service; a line that is still high asks again. A source that the context does not have enabled is ignored
    /// (chapter 10).
    /// </summary>
    private void Complete(Context context, uint source)
    {
        uint word = source / 32, bit = 1u << (int)(source % 32);
        if (word >= (uint)claimed.Length || (context.Enabled[word] & bit) == 0)
        {
            Log.WriteOnce(LogItems.GuestErrors, $"plic: source {source} completed by a context that has it disabled");
            return;
        }

        if ((claimed[word] & bit) == 0) return;
        claimed[word] &= ~bit;
        pending[word] |= levels[word] & bit;
        UpdateOutputs();
    }

    private uint FindBest(Context context, uint threshold)
    {
        uint best = 0, bestPriority = threshold;
        for (int word = 0; word < pending.Length; word++)
        {
            for (uint ready = pending[word] & context.Enabled[word]; ready != 0; ready &= ready - 1)
            {
                uint source = (uint)((word * 32) + BitOperations.TrailingZeroCount(ready));
                if (priorities[source] <= bestPriority) continue;
                best = source;
                bestPriority = priorities[source];
            }
        }

        return best;
    }

    private void UpdateOutputs()
    {
        foreach (Context context in contexts) context.Drive(FindBest(context, context.Threshold) != 0);
    }

    private Context? ContextAt(ulong index)
    {
        if (index < (ulong)contexts.Length) return contexts[index];
        Log.WriteOnce(LogItems.GuestErrors, $"plic: access to the registers of context {index}, which is not there");
        return null;
    }

    private uint ImplementedBits(ulong word)
    {
        uint mask = word == 0 ? ~1u : ~0u;
        int last = sources % 32;
        return word == (ulong)(sources / 32) && last != 31 ? mask & ((2u << last) - 1) : mask;
    }

    private static uint WordAt(uint[] set, ulong index) => index < (ulong)set.Length ? set[index] : 0;

    private static uint Unknown(string access, ulong offset)
    {
        Log.WriteOnce(LogItems.GuestErrors, $"plic: {access} at 0x{offset:x}, where no such register is");
        return 0;
    }

    /// <summary>One target's registers and its output.</summary>
    private sealed partial class Context(InterruptLine output, int words)
    {
        [Derived]
        private bool driven;

        [State]
        public uint[] Enabled { get; } = new uint[words];

        [State]
        public uint Threshold { get; set; }

        public void Drive(bool asserted)
        {
            if (asserted == driven) return;
            driven = asserted;
            output.Set(asserted);
        }
    }
}
