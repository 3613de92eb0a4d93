using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Loading;
using Emu.Linux.Memory;

namespace Emu.Linux.Tests.Loading;

/// <summary>An address space as a dictionary of pages, which says what was mapped and written.</summary>
internal sealed unsafe class ModelMemory : IProgramMemory
{
    private const ulong MostBytes = 256 << 20;
    private const long PositionedRead = 17;

    private readonly Dictionary<ulong, Page> pages = [];

    public ulong Limit { get; init; } = GuestMemory.DefaultLimit;

    public ulong Break { get; private set; }

    public ulong StackStart { get; private set; }

    public long Map(
        ulong address, ulong length, PageProtection protection, MapFlags flags, int descriptor = -1, ulong offset = 0,
        string? name = null)
    {
        if (length == 0 || (offset & 0xfff) != 0) return -Errno.InvalidArgument;
        length = (length + 0xfff) & ~0xffful;
        if (length > Limit) return -Errno.NoMemory;
        bool isFixed = (flags & (MapFlags.Fixed | MapFlags.FixedNoReplace)) != 0;
        if (isFixed && (address > Limit - length || (address & 0xfff) != 0)) return -Errno.NoMemory;
        if ((flags & MapFlags.FixedNoReplace) != 0 && !IsFree(address, length)) return -Errno.Exists;
        if (!isFixed) address = FindFree(address, length);
        if (address == 0) return -Errno.NoMemory;
        if (protection == PageProtection.None && (flags & MapFlags.NoReserve) != 0) return (long)address;
        if (length > MostBytes) return -Errno.NoMemory;
        for (ulong at = 0; at < length; at += 4096)
        {
            byte[] bytes = new byte[4096];
            if (descriptor >= 0)
                fixed (byte* to = bytes)
                    _ = HostSyscall.Invoke(PositionedRead, (ulong)descriptor, (ulong)to, 4096, offset + at);
            pages[address + at] = new Page(bytes, protection);
        }

        return (long)address;
    }

    public long Unmap(ulong address, ulong length)
    {
        foreach (ulong page in pages.Keys.Where(page => page >= address && page - address < length).ToArray())
            pages.Remove(page);
        return 0;
    }

    public long Protect(ulong address, ulong length, PageProtection protection)
    {
        for (ulong at = address; at < address + length; at += 4096)
        {
            if (!pages.TryGetValue(at, out Page? page)) return -Errno.NoMemory;
            pages[at] = page with { Protection = protection };
        }

        return 0;
    }

    public long MapStack(ulong length, PageProtection protection)
    {
        StackStart = Limit - length;
        return Map(StackStart, length, protection, MapFlags.Private | MapFlags.Anonymous | MapFlags.FixedNoReplace);
    }

    public void SetBreak(ulong start) => Break = start;

    public bool TryWrite(ulong address, ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            ulong at = address + (ulong)i;
            if (!pages.TryGetValue(at & ~0xffful, out Page? page) || (page.Protection & PageProtection.Write) == 0)
                return false;
            page.Bytes[at & 0xfff] = bytes[i];
        }

        return true;
    }

    public byte[] Read(ulong address, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            ulong at = address + (ulong)i;
            bytes[i] = pages[at & ~0xffful].Bytes[at & 0xfff];
        }

        return bytes;
    }

    public ulong ReadWord(ulong address) => BitConverter.ToUInt64(Read(address, 8));

    public byte[] ReadString(ulong address)
    {
        List<byte> text = [];
        for (byte letter; (letter = Read(address++, 1)[0]) != 0;) text.Add(letter);
        return [.. text];
    }

    public PageProtection? ProtectionOf(ulong address) =>
        pages.TryGetValue(address & ~0xffful, out Page? page) ? page.Protection : null;

    private bool IsFree(ulong address, ulong length) =>
        !pages.Keys.Any(page => page >= address && page - address < length);

    private ulong FindFree(ulong hint, ulong length)
    {
        if (hint != 0 && hint <= Limit - length && IsFree(hint, length)) return hint;
        ulong top = Limit - (1ul << 30);
        if (length >= top) return 0;
        for (ulong at = (top - length) & ~0xffful; at > 0x1_0000; at -= Math.Max(length, 0x1000))
        {
            if (IsFree(at, length)) return at;
            if (at < length + 0x1_0000) break;
        }

        return 0;
    }

    private sealed record Page(byte[] Bytes, PageProtection Protection);
}
