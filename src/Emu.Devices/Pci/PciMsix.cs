using Emu.Core.Logging;
using Emu.Core.Tracing;
using Emu.Model;

namespace Emu.Devices.Pci;

/// <summary>
/// Message-signalled interrupts of a function: the capability, the table and the pending bits, which lie in a region of a
/// base address register (PCI Local Bus 3.0, 6.8.2).
/// </summary>
public sealed partial class PciMsix : IPciRegion
{
    /// <summary>Bytes of a table entry.</summary>
    private const uint EntrySize = 16;

    private const int CapabilityLength = 12, ControlOffset = 2;
    private const ushort ControlEnable = 1 << 15, ControlFunctionMask = 1 << 14;
    private const uint EntryMasked = 1;
    private const uint MostVectors = 2048;

    private readonly PciDevice device;
    private readonly int capability;
    private readonly uint pendingOffset;
    private readonly Lock gate = new();

    /// <summary>The table, four words an entry: address low and high, data, vector control. Guarded by
    /// <see cref="gate"/>.</summary>
    [State]
    private readonly uint[] table;

    /// <summary>One bit a vector. Guarded by <see cref="gate"/>.</summary>
    [State]
    private readonly uint[] pending;

    /// <summary>Copies of the capability's control bits, so that a device that notifies needs not the host bridge's
    /// lock. Guarded by <see cref="gate"/>.</summary>
    [Derived]
    private bool isEnabled, isMasked;

    internal PciMsix(PciDevice device, int vectors, int bar, uint pendingOffset)
    {
        if (vectors is < 1 or > (int)MostVectors) throw new ArgumentOutOfRangeException(nameof(vectors), vectors, null);
        if (vectors * EntrySize > pendingOffset) throw new ArgumentOutOfRangeException(nameof(pendingOffset));
        this.device = device;
        this.pendingOffset = pendingOffset;
        VectorCount = vectors;
        table = new uint[vectors * 4];
        pending = new uint[(vectors + 63) / 64 * 2];
        PciConfigSpace space = device.Configuration;
        capability = space.AddCapability(PciRegisters.CapabilityMsix, CapabilityLength);
        space.Define(
            capability + ControlOffset, 2, (uint)(vectors - 1), writable: ControlEnable | ControlFunctionMask);
        space.Define(capability + 4, 4, (uint)bar);
        space.Define(capability + 8, 4, pendingOffset | (uint)bar);
        ClearTable();
    }

    /// <summary>Vectors that the table has.</summary>
    public int VectorCount { get; }

    /// <summary>True while the function sends messages instead of using its interrupt pin.</summary>
    public bool IsEnabled
    {
        get
        {
            lock (gate) return isEnabled;
        }
    }

    /// <summary>Sends the message of a vector, or notes it as pending while it is masked. Any thread may call.</summary>
    public void Notify(int vector)
    {
        if ((uint)vector >= (uint)VectorCount) return;
        lock (gate)
        {
            if (!isEnabled) return;
            if (isMasked || (table[(vector * 4) + 3] & EntryMasked) != 0) pending[vector / 32] |= 1u << (vector % 32);
            else Send(vector);
        }
    }

    /// <inheritdoc/>
    public uint Read(uint offset, int size)
    {
        lock (gate)
        {
            uint word = offset / 4 < table.Length ? table[offset / 4]
                : offset >= pendingOffset && (offset - pendingOffset) / 4 < pending.Length
                    ? pending[(offset - pendingOffset) / 4] : 0;
            return word >> (int)(offset % 4 * 8) & (uint.MaxValue >> (32 - (8 * size)));
        }
    }

    /// <summary>Software writes the table by aligned words; narrower stores change their bytes of the word.</summary>
    public void Write(uint offset, int size, uint value)
    {
        uint index = offset / 4;
        if (index >= table.Length)
        {
            Log.WriteOnce(LogItems.GuestErrors, $"{device.Name}: write at 0x{offset:x} of the MSI-X region, not in its table");
            return;
        }

        int shift = (int)(offset % 4 * 8);
        uint mask = uint.MaxValue >> (32 - (8 * size)) << shift;
        lock (gate)
        {
            table[index] = (table[index] & ~mask) | (value << shift & mask);
            if (index % 4 == 3)
            {
                table[index] &= EntryMasked;
                SendPending((int)(index / 4));
            }
        }
    }

    /// <summary>Takes over the control bits after a store to configuration space. Under the host bridge's lock.</summary>
    internal void UpdateControl()
    {
        uint control = device.Configuration.Read(capability + ControlOffset, 2);
        lock (gate)
        {
            isEnabled = (control & ControlEnable) != 0;
            isMasked = (control & ControlFunctionMask) != 0;
            for (int vector = 0; vector < VectorCount; vector++) SendPending(vector);
        }
    }

    internal void Reset()
    {
        lock (gate)
        {
            isEnabled = isMasked = false;
            ClearTable();
        }
    }

    private void ClearTable()
    {
        Array.Clear(table);
        Array.Clear(pending);
        for (int vector = 0; vector < VectorCount; vector++) table[(vector * 4) + 3] = EntryMasked;
    }

    /// <summary>Sends what was held back when nothing masks the vector any more. Call with the gate held.</summary>
    private void SendPending(int vector)
    {
        uint bit = 1u << (vector % 32);
        if ((pending[vector / 32] & bit) == 0 || !isEnabled || isMasked) return;
        if ((table[(vector * 4) + 3] & EntryMasked) != 0) return;
        pending[vector / 32] &= ~bit;
        Send(vector);
    }

    private void Send(int vector)
    {
        if (EventTrace.IsOn) TraceEvents.PciMessage.Write(device.Name, vector);
        ulong address = table[vector * 4] | ((ulong)table[(vector * 4) + 1] << 32);
        if (device.Host?.MessageController?.Send(address, table[(vector * 4) + 2]) != true)
            Log.WriteOnce(LogItems.GuestErrors, $"{device.Name}: message to 0x{address:x}, where no interrupt controller takes it");
    }
}
