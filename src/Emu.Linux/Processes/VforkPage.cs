using Emu.Host;
using Emu.Linux.Memory;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Processes;

/// <summary>
/// Memory that a vfork's parent shares with the child while it waits. The child has a copy of the program's memory; what it
/// has changed in its parent's stack frames when it ends without having executed a program goes back this way, since
/// posix_spawn returns its error like that.
/// </summary>
/// <remarks>Invariant of the unsafe code: the memory is mapped, <see cref="Size"/> bytes, until
/// <see cref="Dispose"/>.</remarks>
internal sealed unsafe class VforkPage : IDisposable
{
    /// <summary>Bytes above the stack pointer that are looked at.</summary>
    private const int MostBytes = 16 << 10;

    private const int PageSize = (int)GuestMemory.PageSize;
    private const int BeforeOffset = PageSize, AfterOffset = BeforeOffset + MostBytes;
    private const int Size = AfterOffset + MostBytes;
    private const ulong ReadAndWrite = 3, SharedAnonymous = 0x21, NoDescriptor = ulong.MaxValue;

    private readonly ulong start;
    private readonly int length;

    private VforkPage(byte* address, GuestMemory memory, ulong start)
    {
        Address = address;
        this.start = start;
        length = Read(memory, Before);
    }

    /// <summary>What the host's fork is given.</summary>
    public byte* Address { get; }

    private Span<byte> Before => new(Address + BeforeOffset, MostBytes);

    private Span<byte> After => new(Address + AfterOffset, MostBytes);

    private ref int IsPublished => ref *(int*)(Address + HostProcess.VforkSize);

    /// <summary>Remembers the stack of the thread that is about to wait; false when there is no memory.</summary>
    public static bool TryCreate(LinuxThread parent, out VforkPage? page)
    {
        long address = HostSyscall.Invoke(
            HostNumber.MemoryMap, 0, Size, ReadAndWrite, SharedAnonymous, NoDescriptor);
        page = address is < 0 and >= -PageSize
            ? null
            : new VforkPage((byte*)address, parent.Process.Memory, parent.StackPointer);
        return page is not null;
    }

    /// <summary>In the child, which is about to end.</summary>
    public void Publish(LinuxThread child)
    {
        if (Read(child.Process.Memory, After) == length) IsPublished = 1;
    }

    /// <summary>In the parent: waits until the child has executed a program or ended, and takes its changes.</summary>
    public void AwaitChild(LinuxThread parent, int child)
    {
        HostProcess.AwaitVfork(Address, child);
        if (IsPublished == 0) return;
        GuestMemory memory = parent.Process.Memory;
        for (int i = 0; i < length; i++)
            if (Before[i] != After[i]) _ = memory.TryWrite(start + (ulong)i, After[i]);
    }

    public void Dispose() => HostSyscall.Invoke(HostNumber.MemoryUnmap, (ulong)Address, Size);

    // Page by page, up to the end of the stack.
    private int Read(GuestMemory memory, Span<byte> buffer)
    {
        int done = 0;
        while (done < MostBytes)
        {
            int rest = PageSize - (int)((start + (ulong)done) % PageSize);
            int count = Math.Min(rest, MostBytes - done);
            if (!memory.TryRead(start + (ulong)done, buffer.Slice(done, count))) break;
            done += count;
        }

        return done;
    }
}
