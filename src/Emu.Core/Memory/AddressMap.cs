using Emu.Host;

namespace Emu.Core.Memory;

/// <summary>
/// A machine's physical address space: what answers at each bus address. Any thread reads it without locks. The board
/// adds memory and devices; windows of registers may also come, go and move while CPUs run (PCI).
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: memory is added before any CPU runs and stays mapped until the map is disposed, and each
/// access is checked against its region's end before a pointer is formed.
/// A reader works with the list of regions that it found: an access that meets a change is one of before or of after it, so
/// a device must take an access to a window that has just gone.
/// </remarks>
public sealed unsafe class AddressMap : IDisposable
{
    /// <summary>log2 of <see cref="PageSize"/>.</summary>
    public const int PageShift = 12;

    /// <summary>Bytes in a page: the unit of translated code, of the TLB, of code tracking and of a program's mappings. A
    /// guest's own pages are this large or a multiple.</summary>
    public const ulong PageSize = 1ul << PageShift;

    private readonly List<HostMemory> owned = [];

    // Held by those who change the list; readers take the array as it is, which is never changed.
    private readonly Lock gate = new();
    private volatile MemoryRegion[] regions = [];

    /// <summary>
    /// Raised after a region was added, removed or moved (once for its old place and once for its new one), or changed
    /// between memory and device (<see cref="MemoryRegion.SetDeviceMode"/>), on the thread whose store did it and perhaps
    /// under that device's lock. Engines drop the translations of a range of memory, and code decoded from it, since its
    /// content may have changed too; they do not wait for other CPUs. Subscribe before any CPU runs.
    /// </summary>
    public event Action<MemoryRegion>? MappingChanged;

    /// <summary>All regions, sorted by address; they do not overlap.</summary>
    public IReadOnlyList<MemoryRegion> Regions => regions;

    /// <summary>Adds zeroed RAM.</summary>
    /// <exception cref="ArgumentException">The range overlaps another region or wraps around.</exception>
    /// <exception cref="InsufficientMemoryException">The host cannot reserve that much.</exception>
    public MemoryRegion AddRam(string name, PhysicalAddress start, ulong size)
    {
        HostMemory memory = new(size, hugePages: true);
        owned.Add(memory);
        return Insert(new MemoryRegion(name, start, size, memory.Pointer, isReadOnly: false, device: null));
    }

    /// <summary>As <see cref="AddRam(string, PhysicalAddress, ulong)"/>, of memory that the map disposes of from here on.</summary>
    public MemoryRegion AddRam(string name, PhysicalAddress start, HostMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        owned.Add(memory);
        return Insert(new MemoryRegion(name, start, memory.Size, memory.Pointer, isReadOnly: false, device: null));
    }

    /// <summary>
    /// Adds memory that somebody else owns, who keeps accesses away from what is not mapped in it: a user-mode
    /// program's address space.
    /// </summary>
    public MemoryRegion AddHostMemory(string name, PhysicalAddress start, ulong size, byte* host) =>
        Insert(new MemoryRegion(name, start, size, host, isReadOnly: false, device: null));

    /// <summary>
    /// Adds zeroed memory that the guest can read and execute from, but whose stores go to a device, or nowhere.
    /// </summary>
    public MemoryRegion AddRom(string name, PhysicalAddress start, ulong size, IMmioDevice? writes = null)
    {
        HostMemory memory = new(size);
        owned.Add(memory);
        MemoryRegion region = new(name, start, size, memory.Pointer, isReadOnly: true, writes,
            changed => MappingChanged?.Invoke(changed));
        Insert(region);
        (writes as IMemoryBackedDevice)?.Attach(region);
        return region;
    }

    /// <summary>Adds a device's register window. Any thread, while CPUs run too.</summary>
    /// <exception cref="ArgumentException">The range overlaps another region, wraps around or is empty.</exception>
    public MemoryRegion AddDevice(PhysicalAddress start, IMmioDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Insert(new MemoryRegion(device.Name, start, device.WindowSize, null, isReadOnly: false, device));
    }

    /// <summary>As <see cref="AddDevice"/>, but null when the range cannot be had: for places that a guest
    /// chooses.</summary>
    public MemoryRegion? TryAddDevice(PhysicalAddress start, IMmioDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        MemoryRegion region = new(device.Name, start, device.WindowSize, null, isReadOnly: false, device);
        return TryInsert(region) is null ? region : null;
    }

    /// <summary>Takes a device's register window away; nothing answers there any more. Any thread, while CPUs run
    /// too.</summary>
    /// <exception cref="ArgumentException">The region is memory, or not in the map.</exception>
    public void Remove(MemoryRegion region)
    {
        CheckMovable(region);
        lock (gate) Take(region);
        MappingChanged?.Invoke(region);
    }

    /// <summary>Moves a device's register window to another address, in one step; returns it as it is there. Any thread,
    /// while CPUs run too.</summary>
    /// <exception cref="ArgumentException">The region is memory or not in the map, or the new range cannot be had; nothing
    /// has changed then.</exception>
    public MemoryRegion Move(MemoryRegion region, PhysicalAddress start)
    {
        CheckMovable(region);
        MemoryRegion moved = new(region.Name, start, region.Size, null, isReadOnly: false, region.Device);
        lock (gate)
        {
            MemoryRegion[] before = regions;
            Take(region);
            if (FindFault(moved) is { } fault)
            {
                regions = before;
                throw new ArgumentException(fault);
            }

            Put(moved);
        }

        MappingChanged?.Invoke(region);
        MappingChanged?.Invoke(moved);
        return moved;
    }

    /// <summary>The region that answers at an address, or null when nothing does.</summary>
    public MemoryRegion? Find(PhysicalAddress address)
    {
        MemoryRegion[] sorted = regions;
        int low = 0, high = sorted.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            MemoryRegion region = sorted[middle];
            if (address < region.Start) high = middle - 1;
            else if (address - region.Start >= region.Size) low = middle + 1;
            else return region;
        }

        return null;
    }

    /// <summary>
    /// Host bytes of a guest range when all of it is in one memory region (RAM or ROM), else an empty span.
    /// </summary>
    public Span<byte> Memory(PhysicalAddress start, int length)
    {
        MemoryRegion? region = Find(start);
        if (length < 0 || region is null || region.Backing == null || !region.Contains(start, (ulong)length))
            return default;
        return new Span<byte>(region.Backing + (start - region.Start), length);
    }

    /// <summary>
    /// One bus read of 1, 2, 4 or 8 bytes, zero-extended. Returns false (a bus error: the guest's access fault) when
    /// nothing answers there or the device does not take that size or alignment.
    /// </summary>
    public bool Read(PhysicalAddress address, int size, out ulong value)
    {
        value = 0;
        return Find(address) is { } region && region.Read(address, size, out value);
    }

    /// <summary>
    /// One bus write of 1, 2, 4 or 8 bytes; false as for <see cref="Read"/>. Stores to ROM without a device are lost.
    /// </summary>
    public bool Write(PhysicalAddress address, int size, ulong value) =>
        Find(address) is { } region && region.Write(address, size, value);

    /// <summary>Returns all memory to the host. No CPU may run any more.</summary>
    public void Dispose()
    {
        regions = [];
        foreach (HostMemory memory in owned) memory.Dispose();
        owned.Clear();
    }

    private MemoryRegion Insert(MemoryRegion region) =>
        TryInsert(region) is { } fault ? throw new ArgumentException(fault) : region;

    /// <summary>Adds a region; returns why not when it cannot be had.</summary>
    private string? TryInsert(MemoryRegion region)
    {
        lock (gate)
        {
            if (FindFault(region) is { } fault) return fault;
            Put(region);
        }

        MappingChanged?.Invoke(region);
        return null;
    }

    private string? FindFault(MemoryRegion region)
    {
        ulong last = region.Start.Value + (region.Size - 1);
        string what = $"memory region {region.Name} at {region.Start}";
        if (region.Size == 0 || last < region.Start.Value) return $"{what} has a wrong size of {region.Size} bytes";
        foreach (MemoryRegion other in regions)
            if (region.Start.Value <= other.Start.Value + (other.Size - 1) && other.Start.Value <= last)
                return $"{what} overlaps {other.Name} at {other.Start}";
        return null;
    }

    private void Put(MemoryRegion region) => regions = [.. regions.Append(region).OrderBy(r => r.Start.Value)];

    private void Take(MemoryRegion region)
    {
        MemoryRegion[] left = [.. regions.Where(other => other != region)];
        if (left.Length == regions.Length) throw new ArgumentException($"{region.Name} is not in the address map");
        regions = left;
    }

    private static void CheckMovable(MemoryRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        if (region.Backing != null) throw new ArgumentException($"{region.Name} is memory, which stays where it is");
    }
}
