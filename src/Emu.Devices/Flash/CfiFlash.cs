using Emu.Core.DeviceTree;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Devices.Flash;

/// <summary>
/// A bank of NOR flash: two chips of 16 bits side by side on a 32-bit bus, with the Intel command set (JEDEC JESD68.01
/// and JEP137B, "common flash interface"; Intel StrataFlash J3 datasheet). In read-array mode it is plain memory for
/// the CPUs; a command switches its region to device mode until the guest asks for the array again.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: <see cref="Content"/> spans exactly the memory of the region that was attached, which
/// outlives the device.
/// </remarks>
[Device("cfi.pflash01", DeviceCategory.Storage, Bus = "System", IsPartOfBoard = true)]
public sealed unsafe partial class CfiFlash : IMemoryBackedDevice, IHostBackedDevice, IDeviceTreeSource, IStateListener
{
    private const byte CommandReadArray = 0xff, CommandReadStatus = 0x70, CommandClearStatus = 0x50;
    private const byte CommandReadIdentifier = 0x90, CommandReadQuery = 0x98;
    private const byte CommandProgram = 0x40, CommandProgramAlternate = 0x10, CommandWriteBuffer = 0xe8;
    private const byte CommandErase = 0x20, CommandLock = 0x60, CommandSuspend = 0xb0;
    private const byte Confirm = 0xd0, ConfirmLock = 0x01;

    private const byte StatusReady = 0x80, StatusEraseError = 0x20, StatusProgramError = 0x10, StatusProtected = 0x02;

    private const byte ManufacturerIntel = 0x89, DeviceCode = 0x18;

    /// <summary>Bytes of the bus; the lanes of both chips.</summary>
    private const int BankWidth = 4;

    private const ulong BlockSize = 256 * 1024;
    private const uint BufferWords = 1024;

    [Derived]
    private readonly FlashStore? store;

    [State]
    private readonly bool[] locked;
    [State]
    private readonly uint[] buffer = new uint[BufferWords];

    // All of the following is guarded by SyncRoot.
    [Derived]
    private MemoryRegion? region;
    [State]
    private ReadMode readMode;
    [State]
    private CommandStep step;
    [State]
    private byte status = StatusReady;
    [State]
    private ulong bufferStart;
    [State]
    private uint bufferExpected, bufferCount;

    /// <summary>Makes a bank; <see cref="AddressMap.AddRom"/> gives it its memory.</summary>
    /// <param name="size">Bytes of both chips together, a power of two from 512 KiB.</param>
    /// <param name="store">The image that the content comes from and goes to; null for a blank bank that forgets.</param>
    public CfiFlash(ulong size, FlashStore? store = null)
    {
        this.store = store;
        if (!ulong.IsPow2(size) || size < 2 * BlockSize || size > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(size), size, "not a size of flash");
        WindowSize = size;
        locked = new bool[size / BlockSize];
    }

    /// <summary>What a load answers.</summary>
    private enum ReadMode
    {
        Array,
        Status,
        Identifier,
        Query,
    }

    /// <summary>What the next store means.</summary>
    private enum CommandStep
    {
        Command,
        EraseConfirm,
        LockConfirm,
        ProgramData,
        BufferCount,
        BufferData,
        BufferConfirm,
    }

    public string Name => "flash";
    public ulong WindowSize { get; }
    public int AccessSizes => 1 | 2 | 4 | 8;
    public Lock SyncRoot { get; } = new();

    private Span<byte> Content => new(region!.Backing, (int)WindowSize);

    public void Attach(MemoryRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        if (region.Size != WindowSize)
            throw new ArgumentException($"flash of {WindowSize} bytes in a region of {region.Size}");
        this.region = region;
        store?.Load((nint)region.Backing, (long)WindowSize);
    }

    /// <inheritdoc/>
    public void Flush() => store?.Flush();

    /// <summary>
    /// Loads in a command mode; those of the array do not come here, but for one that the switch overtook.
    /// </summary>
    public ulong Read(ulong offset, int size)
    {
        if (readMode == ReadMode.Array) return ReadArray(offset, size);
        ulong low = BusWord(offset), high = size > BankWidth ? BusWord(offset + BankWidth) : 0;
        ulong value = ((high << 32) | low) >> (int)(offset % BankWidth * 8);
        return size == 8 ? value : value & ((1UL << (size * 8)) - 1);
    }

    public void Write(ulong offset, int size, ulong value)
    {
        // Both chips get the same command in their lanes; the low one decides.
        byte command = (byte)value;
        switch (step)
        {
            case CommandStep.Command:
                Begin(command, offset);
                break;
            case CommandStep.EraseConfirm:
                Erase(command, offset);
                break;
            case CommandStep.LockConfirm:
                SetLock(command, offset);
                break;
            case CommandStep.ProgramData:
                Program(offset, size, value);
                Enter(ReadMode.Status, CommandStep.Command);
                break;
            case CommandStep.BufferCount:
                StartBuffer((uint)value & 0xffff);
                break;
            case CommandStep.BufferData:
                FillBuffer(offset, size, value);
                break;
            case CommandStep.BufferConfirm:
                ProgramBuffer(command);
                break;
        }
    }

    /// <summary>Back to the array; its content stays.</summary>
    public void Reset()
    {
        status = StatusReady;
        Array.Clear(locked);
        Enter(ReadMode.Array, CommandStep.Command);
    }

    /// <inheritdoc/>
    public void StateLoaded() => region!.SetDeviceMode(readMode != ReadMode.Array);

    /// <summary>
    /// Adds the node, or for a further bank its <c>reg</c> to the node of the first: they are one flash to a driver.
    /// </summary>
    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode? first = slot.Bus.Children.FirstOrDefault(
            child => child.Name.StartsWith($"{Name}@", StringComparison.Ordinal));
        if (first is not null)
        {
            ulong address = slot.Address.Value;
            first.SetCells("reg",
            [
                .. first.FindProperty("reg")!.Cells,
                (uint)(address >> 32), (uint)address, (uint)(WindowSize >> 32), (uint)WindowSize,
            ]);
            return first;
        }

        DeviceTreeNode node = slot.AddNode(Name, WindowSize);
        node.SetStrings("compatible", "cfi-flash");
        node.SetCells("bank-width", BankWidth);
        return node;
    }

    private void Begin(byte command, ulong offset)
    {
        switch (command)
        {
            case CommandReadArray:
                Enter(ReadMode.Array, CommandStep.Command);
                break;
            case CommandReadStatus:
            // Programming and erasing take no time here, so there is never one to suspend or to resume.
            case CommandSuspend or Confirm:
                Enter(ReadMode.Status, CommandStep.Command);
                break;
            case CommandReadIdentifier:
                Enter(ReadMode.Identifier, CommandStep.Command);
                break;
            case CommandReadQuery:
                Enter(ReadMode.Query, CommandStep.Command);
                break;
            case CommandClearStatus:
                status = StatusReady;
                break;
            case CommandErase:
                Enter(ReadMode.Status, CommandStep.EraseConfirm);
                break;
            case CommandLock:
                Enter(ReadMode.Status, CommandStep.LockConfirm);
                break;
            case CommandProgram or CommandProgramAlternate:
                Enter(ReadMode.Status, CommandStep.ProgramData);
                break;
            case CommandWriteBuffer:
                Enter(ReadMode.Status, CommandStep.BufferCount);
                break;
            default:
                Log.WriteOnce(LogItems.GuestErrors, $"flash: unknown command 0x{command:x} at 0x{offset:x}");
                Enter(ReadMode.Array, CommandStep.Command);
                break;
        }
    }

    private void Enter(ReadMode mode, CommandStep next)
    {
        readMode = mode;
        step = next;
        region!.SetDeviceMode(mode != ReadMode.Array);
    }

    /// <summary>
    /// Another command than the confirmation is a sequence error: both error bits (J3 datasheet, status register).
    /// </summary>
    private void FailSequence()
    {
        status |= StatusEraseError | StatusProgramError;
        Enter(ReadMode.Status, CommandStep.Command);
    }

    private void Erase(byte command, ulong offset)
    {
        if (command != Confirm)
        {
            FailSequence();
            return;
        }

        ulong block = offset / BlockSize;
        if (store is { IsWritable: false })
        {
            status |= StatusEraseError;
        }
        else if (locked[block])
        {
            status |= StatusEraseError | StatusProtected;
        }
        else
        {
            Content.Slice((int)(block * BlockSize), (int)BlockSize).Fill(0xff);
            store?.NoteChange((long)(block * BlockSize), (long)BlockSize);
        }

        Enter(ReadMode.Status, CommandStep.Command);
    }

    private void SetLock(byte command, ulong offset)
    {
        if (command is not (Confirm or ConfirmLock))
        {
            FailSequence();
            return;
        }

        locked[offset / BlockSize] = command == ConfirmLock;
        Enter(ReadMode.Status, CommandStep.Command);
    }

    /// <summary>Programming turns ones into zeros; only an erase brings ones back.</summary>
    private void Program(ulong offset, int size, ulong value)
    {
        if (locked[offset / BlockSize])
        {
            status |= StatusProgramError | StatusProtected;
            return;
        }

        if (store is { IsWritable: false })
        {
            status |= StatusProgramError;
            return;
        }

        Span<byte> target = Content.Slice((int)offset, size);
        for (int i = 0; i < size; i++) target[i] &= (byte)(value >> (i * 8));
        store?.NoteChange((long)offset, size);
    }

    private void StartBuffer(uint wordsLessOne)
    {
        if (wordsLessOne >= BufferWords)
        {
            FailSequence();
            return;
        }

        bufferExpected = wordsLessOne + 1;
        bufferCount = 0;
        // Words that are not stored are not programmed.
        Array.Fill(buffer, uint.MaxValue);
        step = CommandStep.BufferData;
    }

    /// <summary>
    /// The first store says where the buffer begins; the others lie behind it in the same block.
    /// </summary>
    private void FillBuffer(ulong offset, int size, ulong value)
    {
        if (bufferCount == 0) bufferStart = offset & ~(ulong)(BankWidth - 1);
        ulong index = (offset - bufferStart) / BankWidth;
        bool isInside = offset >= bufferStart && index < bufferExpected && size == BankWidth
            && offset / BlockSize == bufferStart / BlockSize;
        if (!isInside)
        {
            Log.WriteOnce(LogItems.GuestErrors, $"flash: {size} bytes at 0x{offset:x} are outside of the write buffer");
            FailSequence();
            return;
        }

        buffer[index] = (uint)value;
        if (++bufferCount == bufferExpected) step = CommandStep.BufferConfirm;
    }

    private void ProgramBuffer(byte command)
    {
        if (command != Confirm)
        {
            FailSequence();
            return;
        }

        // The guest may have announced more words than fit behind the first, and stored some twice to fill up.
        uint wordsInBlock = (uint)((BlockSize - (bufferStart % BlockSize)) / BankWidth);
        uint words = Math.Min(bufferExpected, wordsInBlock);
        for (uint i = 0; i < words; i++) Program(bufferStart + (i * BankWidth), BankWidth, buffer[i]);
        Enter(ReadMode.Status, CommandStep.Command);
    }

    private ulong ReadArray(ulong offset, int size)
    {
        ulong value = 0;
        ReadOnlySpan<byte> bytes = Content.Slice((int)offset, size);
        for (int i = 0; i < size; i++) value |= (ulong)bytes[i] << (i * 8);
        return value;
    }

    /// <summary>The 32 bits on the bus in a command mode: the same in both chips' lanes.</summary>
    private uint BusWord(ulong offset)
    {
        uint lane = readMode switch
        {
            ReadMode.Status => status,
            ReadMode.Identifier => Identifier(offset),
            _ => CfiQueryTable.Read(offset / BankWidth, WindowSize / 2, BlockSize / 2),
        };
        return lane | (lane << 16);
    }

    /// <summary>In each block: manufacturer, device, and whether the block is locked.</summary>
    private uint Identifier(ulong offset) => (offset % BlockSize / BankWidth) switch
    {
        0 => ManufacturerIntel,
        1 => DeviceCode,
        2 => locked[offset / BlockSize] ? 1u : 0,
        _ => 0,
    };
}
