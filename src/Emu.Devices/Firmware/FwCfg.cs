using System.Buffers.Binary;
using System.Text;
using Emu.Core.DeviceTree;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Model;

namespace Emu.Devices.Firmware;

/// <summary>
/// QEMU's firmware configuration device: items that firmware selects by number, or finds by name in a directory, and reads
/// byte by byte or by DMA (QEMU documentation, "QEMU Firmware Configuration (fw_cfg) Device"). All multi-byte registers
/// are big-endian.
/// </summary>
[Device("fw_cfg_mem", DeviceCategory.Uncategorized, Bus = "System", IsPartOfBoard = true)]
public sealed partial class FwCfg : IMmioDevice, IDeviceTreeSource
{
    /// <summary>Most characters of a file's name.</summary>
    public const int LongestName = 55;

    private const ulong DataRegister = 0x00, SelectorRegister = 0x08, DmaRegister = 0x10, DmaLowRegister = 0x14;

    private const ushort SignatureKey = 0x00, InterfaceKey = 0x01, IdentifierKey = 0x02, CpusKey = 0x05, NoGraphicsKey = 0x04, BootMenuKey = 0x0e;
    private const ushort DirectoryKey = 0x19, FirstFileKey = 0x20;
    private const ushort KernelSizeKey = 0x08, RamdiskSizeKey = 0x0b, KernelKey = 0x11, RamdiskKey = 0x12;
    private const ushort CommandLineSizeKey = 0x14, CommandLineKey = 0x15;

    private const uint InterfaceTraditional = 1, InterfaceDma = 2;
    private const int DirectoryEntrySize = 64, NameOffset = 8;

    /// <summary>What the DMA register reads as: "QEMU CFG".</summary>
    private const ulong DmaSignature = 0x51454d5520434647;

    private const uint DmaError = 1, DmaRead = 2, DmaSkip = 4, DmaSelect = 8, DmaWrite = 16;

    /// <summary>Bytes that are cleared at once when a read goes beyond an item.</summary>
    private const int ZeroPiece = 4096;

    private readonly BusMemory memory;

    [Derived]
    private readonly Dictionary<ushort, ReadOnlyMemory<byte>> items = [];

    [Derived]
    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.Ordinal);

    // Guarded by SyncRoot.
    [State]
    private ushort selected;
    [State]
    private uint position;
    [State]
    private uint dmaHigh;

    /// <summary>Makes the device with the items that every machine has.</summary>
    /// <param name="memory">The guest's RAM, for DMA.</param>
    /// <param name="cpus">Number of cpus.</param>
    public FwCfg(BusMemory memory, int cpus)
    {
        this.memory = memory;
        items[SignatureKey] = "QEMU"u8.ToArray();
        items[InterfaceKey] = Number(InterfaceTraditional | InterfaceDma);
        items[IdentifierKey] = new byte[16];
        items[CpusKey] = new byte[] { (byte)cpus, (byte)(cpus >> 8) };
        items[NoGraphicsKey] = Flag(true);
        files["bootorder"] = ReadOnlyMemory<byte>.Empty;
        BuildDirectory();
    }

    /// <inheritdoc/>
    public string Name => "fw-cfg";

    /// <inheritdoc/>
    public ulong WindowSize => 0x18;

    /// <inheritdoc/>
    public int AccessSizes => 1 | 2 | 4 | 8;

    /// <inheritdoc/>
    public Lock SyncRoot { get; } = new();

    /// <inheritdoc/>
    public bool Accepts(ulong offset, int size) => offset switch
    {
        DataRegister => true,
        SelectorRegister => size == 2,
        DmaRegister => size is 4 or 8,
        DmaLowRegister => size == 4,
        _ => false,
    };

    /// <summary>Adds a file, or takes the place of one of that name. Before the machine runs.</summary>
    /// <param name="name">Its name, at most <see cref="LongestName"/> characters of ASCII; those of users begin with
    /// <c>opt/</c>.</param>
    /// <param name="content">Its content, which the device keeps.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or not ASCII.</exception>
    public void SetFile(string name, ReadOnlyMemory<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > LongestName) throw new ArgumentException($"name too long (max. {LongestName} char)");
        if (!Ascii.IsValid(name)) throw new ArgumentException("name is not ASCII");
        files[name] = content;
        BuildDirectory();
    }

    /// <summary>Sets the machine's UUID, which is zero otherwise; firmware reads it in the order of its text. Before the machine
    /// runs.</summary>
    public void SetIdentifier(Guid identifier) => items[IdentifierKey] = identifier.ToByteArray(bigEndian: true);

    /// <summary>Says whether firmware is to offer its boot menu. Before the machine runs.</summary>
    public void SetBootMenu(bool isShown) => items[BootMenuKey] = Flag(isShown);

    /// <summary>True when there is a file of that name.</summary>
    public bool HasFile(string name) => files.ContainsKey(name);

    /// <summary>Sets the devices to boot from, first choice first, as Open Firmware's paths. Before the machine
    /// runs.</summary>
    public void SetBootOrder(IReadOnlyList<string> devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        SetFile("bootorder", devices.Count == 0 ? default : Encoding.ASCII.GetBytes(string.Join('\n', devices) + '\0'));
    }

    /// <summary>Sets what firmware in flash boots: a kernel, its ramdisk and command line. Before the machine
    /// runs.</summary>
    public void SetKernel(ReadOnlyMemory<byte> kernel, ReadOnlyMemory<byte> ramdisk, string commandLine)
    {
        items[KernelSizeKey] = Number((uint)kernel.Length);
        items[KernelKey] = kernel;
        items[RamdiskSizeKey] = Number((uint)ramdisk.Length);
        items[RamdiskKey] = ramdisk;
        if (string.IsNullOrEmpty(commandLine)) return;
        byte[] text = Encoding.UTF8.GetBytes(commandLine + '\0');
        items[CommandLineSizeKey] = Number((uint)text.Length);
        items[CommandLineKey] = text;
    }

    /// <inheritdoc/>
    public ulong Read(ulong offset, int size)
    {
        switch (offset)
        {
            case DataRegister:
                ulong value = 0;
                for (int i = 0; i < size; i++) value |= (ulong)NextByte() << (8 * i);
                return value;
            case DmaRegister when size == 8:
                return BinaryPrimitives.ReverseEndianness(DmaSignature);
            case DmaRegister:
                return BinaryPrimitives.ReverseEndianness((uint)(DmaSignature >> 32));
            case DmaLowRegister:
                return BinaryPrimitives.ReverseEndianness((uint)(DmaSignature & uint.MaxValue));
            default:
                return 0;
        }
    }

    /// <inheritdoc/>
    public void Write(ulong offset, int size, ulong value)
    {
        switch (offset)
        {
            case SelectorRegister:
                Select(BinaryPrimitives.ReverseEndianness((ushort)value));
                break;
            case DmaRegister when size == 8:
                Transfer(BinaryPrimitives.ReverseEndianness(value));
                break;
            case DmaRegister:
                dmaHigh = BinaryPrimitives.ReverseEndianness((uint)value);
                break;
            case DmaLowRegister:
                ulong address = ((ulong)dmaHigh << 32) | BinaryPrimitives.ReverseEndianness((uint)value);
                dmaHigh = 0;
                Transfer(address);
                break;
            default:
                Log.WriteOnce(LogItems.GuestErrors, $"fw_cfg: write to the data of item 0x{selected:x}, which is read-only");
                break;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Select(SignatureKey);
        dmaHigh = 0;
    }

    /// <inheritdoc/>
    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.AddNode(Name, WindowSize);
        node.SetStrings("compatible", "qemu,fw-cfg-mmio");
        node.SetFlag("dma-coherent");
        return node;
    }

    private static byte[] Flag(bool value) => [value ? (byte)1 : (byte)0, 0];

    private static byte[] Number(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>Numbers the files in the order of their names, and lists them: count, then for each size, number, and
    /// name.</summary>
    private void BuildDirectory()
    {
        byte[] directory = new byte[4 + (files.Count * DirectoryEntrySize)];
        BinaryPrimitives.WriteInt32BigEndian(directory, files.Count);
        Span<byte> entry = directory.AsSpan(4);
        ushort key = FirstFileKey;
        foreach ((string name, ReadOnlyMemory<byte> content) in files)
        {
            BinaryPrimitives.WriteInt32BigEndian(entry, content.Length);
            BinaryPrimitives.WriteUInt16BigEndian(entry[4..], key);
            Encoding.ASCII.GetBytes(name, entry[NameOffset..]);
            items[key++] = content;
            entry = entry[DirectoryEntrySize..];
        }

        items[DirectoryKey] = directory;
    }

    private void Select(ushort key)
    {
        selected = key;
        position = 0;
    }

    /// <summary>What is left of the selected item; nothing for one that does not exist.</summary>
    private ReadOnlySpan<byte> Rest()
    {
        ReadOnlySpan<byte> item = items.TryGetValue(selected, out ReadOnlyMemory<byte> found) ? found.Span : default;
        return position < item.Length ? item[(int)position..] : default;
    }

    /// <summary>The next byte of the selected item; behind its end there are zeros.</summary>
    private byte NextByte()
    {
        ReadOnlySpan<byte> rest = Rest();
        if (rest.IsEmpty) return 0;
        position++;
        return rest[0];
    }

    /// <summary>Performs the command in guest memory: control, length, address, big-endian. The control word takes the
    /// result.</summary>
    private void Transfer(ulong command)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!memory.TryRead(command, bytes))
        {
            Log.WriteOnce(LogItems.GuestErrors, $"fw_cfg: DMA command at 0x{command:x}, which is not RAM");
            return;
        }

        uint control = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        ulong address = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        if ((control & DmaSelect) != 0) Select((ushort)(control >> 16));
        bool isDone = (control & DmaRead) != 0 ? TryCopy(address, length) : (control & DmaWrite) == 0;
        if (isDone && (control & DmaRead) == 0 && (control & DmaSkip) != 0) Skip(length);
        memory.TryWriteUInt32(command, isDone ? 0 : BinaryPrimitives.ReverseEndianness(DmaError));
    }

    private bool TryCopy(ulong address, uint length)
    {
        if (length == 0) return true;
        if (!memory.IsRam(address, length)) return false;
        ReadOnlySpan<byte> rest = Rest();
        int copied = (int)Math.Min(length, (uint)rest.Length);
        if (copied > 0 && !memory.TryWrite(address, rest[..copied])) return false;
        Skip((uint)copied);
        Span<byte> zeros = stackalloc byte[ZeroPiece];
        zeros.Clear();
        for (ulong done = (uint)copied; done < length;)
        {
            int piece = (int)Math.Min(length - done, ZeroPiece);
            if (!memory.TryWrite(address + done, zeros[..piece])) return false;
            done += (uint)piece;
        }

        return true;
    }

    private void Skip(uint length) => position += Math.Min(length, (uint)Rest().Length);
}
