using System.Numerics;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Devices.Pci;

/// <summary>
/// A function on a PCI bus: configuration space, base address registers, capabilities, an interrupt pin and messages.
/// Subclasses declare their registers in the constructor.
/// </summary>
/// <remarks>
/// The host bridge's lock guards the configuration space; it is taken before any lock of a device. A device may drive its
/// interrupt from any thread, also with its own lock held, but may not touch configuration space then.
/// </remarks>
public abstract partial class PciDevice : IStateListener
{
    private const int MostBars = 6;

    [Derived]
    private readonly PciBar?[] bars = new PciBar?[MostBars];

    /// <summary>Makes a function that is on no bus yet.</summary>
    /// <param name="identity">What software recognises it by.</param>
    /// <param name="isExpress">True for a function with a PCI Express capability and the larger configuration
    /// space.</param>
    /// <param name="usesInterruptPin">True when pin A belongs to it.</param>
    protected PciDevice(PciIdentity identity, bool isExpress, bool usesInterruptPin)
    {
        Configuration = new PciConfigSpace(isExpress ? PciConfigSpace.ExpressSize : PciConfigSpace.ConventionalSize);
        const ushort changeable = PciRegisters.CommandIo | PciRegisters.CommandMemory | PciRegisters.CommandMaster
            | PciRegisters.CommandSystemError | PciRegisters.CommandInterruptDisable;
        Configuration.Define(PciRegisters.VendorId, 2, identity.Vendor);
        Configuration.Define(PciRegisters.DeviceId, 2, identity.Device);
        Configuration.Define(PciRegisters.Command, 2, 0, writable: changeable);
        Configuration.Define(PciRegisters.Revision, 4, identity.Revision | (identity.ClassCode << 8));
        Configuration.Define(PciRegisters.CacheLineSize, 1, 0, writable: 0xff);
        Configuration.Define(PciRegisters.SubsystemVendor, 2, identity.SubsystemVendor);
        Configuration.Define(PciRegisters.SubsystemId, 2, identity.Subsystem);
        Configuration.Define(PciRegisters.InterruptLine, 1, 0, writable: 0xff);
        Configuration.Define(PciRegisters.InterruptPin, 1, usesInterruptPin ? 1u : 0);
    }

    /// <summary>QEMU's name of the device, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>The registers, as data.</summary>
    [State]
    public PciConfigSpace Configuration { get; }

    /// <summary>The bus that it is on, or null before it is plugged in.</summary>
    [Derived]
    public PciBus? Bus { get; private set; }

    /// <summary>Its place on the bus: device number times 8, plus function number.</summary>
    [Derived]
    public int Slot { get; private set; }

    /// <summary>The host bridge above it, or null before it is plugged in.</summary>
    public PciHost? Host => Bus?.Host;

    /// <summary>Message-signalled interrupts, or null when it has none.</summary>
    [State]
    public PciMsix? Msix { get; private set; }

    /// <summary>The level at which the function drives its pin; guarded by <see cref="PciInterrupts"/>.</summary>
    [State]
    internal bool InterruptLevel { get; set; }

    /// <summary>What of it reaches the wire; guarded by <see cref="PciInterrupts"/>.</summary>
    [Derived]
    internal bool DrivesWire { get; set; }

    /// <summary>A copy of the command register's bit; guarded by <see cref="PciInterrupts"/>.</summary>
    [Derived]
    internal bool IsInterruptDisabled { get; set; }

    /// <summary>The base address registers that it has.</summary>
    public IEnumerable<PciBar> Bars => bars.OfType<PciBar>();

    /// <summary>False while the function is in a power state in which it answers no memory and I/O access.</summary>
    protected internal virtual bool IsDecoding => true;

    internal ushort Command => (ushort)Configuration.Read(PciRegisters.Command, 2);

    /// <summary>Drives the interrupt pin. Any thread may call.</summary>
    public void SetInterrupt(bool asserted) => Host?.Interrupts.SetLevel(this, asserted);

    /// <summary>Software reads 1, 2 or 4 bytes, naturally aligned. Called under the host bridge's lock.</summary>
    public virtual uint ReadConfiguration(int offset, int size)
    {
        bool isShown = Host?.Interrupts.LevelOf(this) == true;
        uint status = Configuration.Read(PciRegisters.Status, 2) & ~(uint)PciRegisters.StatusInterrupt;
        Configuration.Set(PciRegisters.Status, 2, status | (isShown ? PciRegisters.StatusInterrupt : 0u));
        return Configuration.Read(offset, size);
    }

    /// <summary>Software writes 1, 2 or 4 bytes, naturally aligned. Called under the host bridge's lock.</summary>
    public virtual void WriteConfiguration(int offset, int size, uint value)
    {
        Configuration.Write(offset, size, value);
        Msix?.UpdateControl();
        Host?.Interrupts.Update(this);
    }

    /// <summary>Puts the function into the state after power-on, without its address: everything reads as declared.
    /// Called under the host bridge's lock.</summary>
    public virtual void Reset()
    {
        Configuration.Reset();
        Msix?.Reset();
        SetInterrupt(false);
        Host?.Interrupts.Update(this);
    }

    /// <inheritdoc/>
    public void StateLoaded()
    {
        Msix?.UpdateControl();
        Host?.Interrupts.Update(this);
        Host?.UpdateDecoding();
    }

    /// <summary>Connects the function to its bus.</summary>
    internal void Attach(PciBus bus, int slot)
    {
        Bus = bus;
        Slot = slot;
    }

    /// <summary>Takes the function off its bus; under the lock of <see cref="PciInterrupts"/>.</summary>
    internal void Detach() => Bus = null;

    /// <summary>The base address register of a number, or null when the function has none.</summary>
    protected PciBar? FindBar(uint index) => index < MostBars ? bars[index] : null;

    /// <summary>Declares a base address register.</summary>
    protected PciBar AddBar(int index, PciBarKind kind, uint size, IPciRegion region)
    {
        PciBar bar = new(this, index, kind, size, region);
        bars[index] = bar;
        return bar;
    }

    /// <summary>
    /// Declares message-signalled interrupts in a register of their own of 4 KiB or more: the table at 0, the pending
    /// bits in the upper half.
    /// </summary>
    protected PciMsix AddMsix(int vectors, int bar)
    {
        uint size = Math.Max(0x1000, BitOperations.RoundUpToPowerOf2((uint)vectors * 16 * 2));
        Msix = new PciMsix(this, vectors, bar, size / 2);
        AddBar(bar, PciBarKind.Memory32, size, Msix);
        return Msix;
    }
}
