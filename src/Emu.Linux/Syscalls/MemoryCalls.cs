using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;

namespace Emu.Linux.Syscalls;

/// <summary>System calls about the address space. What they mean is <see cref="GuestMemory"/>'s; here they are taken
/// apart.</summary>
/// <remarks>Invariant of the unsafe code: the array for the host is pinned during the call, and its addresses were
/// checked to be the program's.</remarks>
internal static unsafe class MemoryCalls
{
    private const ulong ProtectionBits = 7, Semaphores = 8, GrowsDown = 0x0100_0000, GrowsUp = 0x0200_0000;
    private const int LongestVector = 1024;
    private const ulong KeyAccessMask = 3;
    private const int NoSpace = 28;
    private const ulong BitsPerByte = 8;

    /// <summary>The rows, ascending by number.</summary>
    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        new() { Number = 196, Name = "shmat", Handler = AttachSharedMemory },
        new() { Number = 197, Name = "shmdt", Handler = DetachSharedMemory },
        new() { Number = 214, Name = "brk", Handler = Break },
        new() { Number = 215, Name = "munmap", Handler = Unmap },
        new() { Number = 216, Name = "mremap", Handler = Remap },
        new() { Number = 222, Name = "mmap", Handler = Map },
        new() { Number = 226, Name = "mprotect", Handler = Protect },
        new() { Number = 227, Name = "msync", Handler = Synchronize },
        new() { Number = 228, Name = "mlock", Handler = LockPages },
        new() { Number = 229, Name = "munlock", Handler = UnlockPages },
        new() { Number = 230, Name = "mlockall", Handler = LockAll },
        new() { Number = 231, Name = "munlockall", Handler = UnlockAll },
        new() { Number = 232, Name = "mincore", Handler = FindResident },
        new() { Number = 233, Name = "madvise", Handler = Advise },
        new() { Number = 234, Name = "remap_file_pages" },
        new() { Number = 235, Name = "mbind", Handler = BindPolicy },
        new() { Number = 236, Name = "get_mempolicy", Handler = GetPolicy },
        new() { Number = 237, Name = "set_mempolicy", Handler = SetPolicy },
        new() { Number = 284, Name = "mlock2", Handler = LockPagesWithFlags },
        new() { Number = 288, Name = "pkey_mprotect", Handler = ProtectWithKey },
        new() { Number = 289, Name = "pkey_alloc", Handler = AllocateKey },
        new() { Number = 290, Name = "pkey_free", Handler = FreeKey },
        new() { Number = 440, Name = "process_madvise", Handler = AdviseProcess },
    ];

    private static long Break(LinuxThread thread, SyscallArguments a) => (long)thread.Process.Memory.Heap.Move(a[0]);

    private static long Map(LinuxThread thread, SyscallArguments a) => thread.Process.Memory.Map(
        a[0], a[1], (PageProtection)(a[2] & ProtectionBits), (MapFlags)a.Int(3), (int)thread.Process.Reserved.Hide(a[4]),
        a[5]);

    private static long Unmap(LinuxThread thread, SyscallArguments a) => thread.Process.Memory.Unmap(a[0], a[1]);

    private static long Remap(LinuxThread thread, SyscallArguments a) =>
        a[3] > int.MaxValue
            ? -Errno.InvalidArgument
            : thread.Process.Memory.Remap(a[0], a[1], a[2], (RemapFlags)a.Int(3), a[4]);

    private static long Protect(LinuxThread thread, SyscallArguments a)
    {
        ulong start = a[0], length = a[1], protection = a[2];
        bool down = (protection & GrowsDown) != 0, up = (protection & GrowsUp) != 0;
        if (down && up) return -Errno.InvalidArgument;
        if (start % GuestMemory.PageSize != 0) return -Errno.InvalidArgument;
        if (length == 0) return 0;
        ulong end = start + ((length + GuestMemory.PageSize - 1) & ~(GuestMemory.PageSize - 1));
        if (end <= start) return -Errno.NoMemory;
        // No mapping grows up.
        if (up || (protection & ~(ProtectionBits | Semaphores | GrowsDown)) != 0) return -Errno.InvalidArgument;
        return thread.Process.Memory.Protect(start, length, (PageProtection)(protection & ProtectionBits), down);
    }

    private static long Synchronize(LinuxThread thread, SyscallArguments a) =>
        thread.Process.Memory.Advice.Synchronize(a[0], a[1], a.Int(2));

    private static long LockPages(LinuxThread thread, SyscallArguments a) =>
        thread.Process.Memory.Locks.Lock(a[0], a[1], 0);

    private static long LockPagesWithFlags(LinuxThread thread, SyscallArguments a) =>
        thread.Process.Memory.Locks.Lock(a[0], a[1], a.Int(2));

    private static long UnlockPages(LinuxThread thread, SyscallArguments a) =>
        thread.Process.Memory.Locks.Unlock(a[0], a[1]);

    private static long LockAll(LinuxThread thread, SyscallArguments a) => thread.Process.Memory.Locks.LockAll(a.Int(0));

    private static long UnlockAll(LinuxThread thread, SyscallArguments a) => thread.Process.Memory.Locks.UnlockAll();

    private static long FindResident(LinuxThread thread, SyscallArguments a) =>
        thread.Process.Memory.Advice.FindResident(a[0], a[1], a[2]);

    private static long Advise(LinuxThread thread, SyscallArguments a) =>
        thread.Process.Memory.Advice.Advise(a[0], a[1], a.Int(2));

    private static long AttachSharedMemory(LinuxThread thread, SyscallArguments a) =>
        thread.Process.Memory.Segments.Attach(a.Int(0), a[1], a.Int(2));

    private static long DetachSharedMemory(LinuxThread thread, SyscallArguments a) =>
        thread.Process.Memory.Segments.Detach(a[0]);

    private static long BindPolicy(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        if (!memory.IsUser(a[0], a[1])) return -Errno.InvalidArgument;
        return ToHost(memory, a[3], NodeBytes(a[4]), out ulong nodes)
            ? HostSyscall.Invoke(
                HostSyscallNumbers.MemoryBind, memory.ToHost(a[0]), a[1], a[2], nodes, a[4], a[5])
            : -Errno.BadAddress;
    }

    private static long GetPolicy(LinuxThread thread, SyscallArguments a)
    {
        const ulong OfAddress = 2;
        GuestMemory memory = thread.Process.Memory;
        if (!ToHost(memory, a[0], sizeof(int), out ulong mode)) return -Errno.BadAddress;
        if (!ToHost(memory, a[1], NodeBytes(a[2]), out ulong nodes)) return -Errno.BadAddress;
        ulong address = a[3];
        if ((a[4] & OfAddress) != 0)
        {
            if (!memory.IsUser(address, 1)) return -Errno.BadAddress;
            address = memory.ToHost(address);
        }

        return HostSyscall.Invoke(HostSyscallNumbers.GetMemoryPolicy, mode, nodes, a[2], address, a[4]);
    }

    private static long SetPolicy(LinuxThread thread, SyscallArguments a) =>
        ToHost(thread.Process.Memory, a[1], NodeBytes(a[2]), out ulong nodes)
            ? HostSyscall.Invoke(HostSyscallNumbers.SetMemoryPolicy, a[0], nodes, a[2])
            : -Errno.BadAddress;

    /// <summary>The key -1 stands for none; there are no others.</summary>
    private static long ProtectWithKey(LinuxThread thread, SyscallArguments a) =>
        a.Int(3) == -1 ? Protect(thread, a) : -Errno.InvalidArgument;

    private static long AllocateKey(LinuxThread thread, SyscallArguments a) =>
        a[0] != 0 || (a[1] & ~KeyAccessMask) != 0 ? -Errno.InvalidArgument : -NoSpace;

    private static long FreeKey(LinuxThread thread, SyscallArguments a) => -Errno.InvalidArgument;

    private static long AdviseProcess(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        if (a[4] != 0 || a[2] > LongestVector) return -Errno.InvalidArgument;
        if (!memory.TryReadArray(a[1], (int)a[2] * 2, out ulong[] vector)) return -Errno.BadAddress;
        if ((Advice)a.Int(3) is not (Advice.WillNeed or Advice.Cold or Advice.PageOut or Advice.Collapse))
            return -Errno.InvalidArgument;
        for (int i = 0; i < vector.Length; i += 2)
        {
            if (!memory.IsUser(vector[i], vector[i + 1])) return -Errno.BadAddress;
            vector[i] = memory.ToHost(vector[i]);
        }

        fixed (ulong* host = vector)
        {
            return HostSyscall.Invoke(
                HostSyscallNumbers.ProcessMemoryAdvise, (ulong)a.Int(0), (ulong)host, a[2], (ulong)a.Int(3), a[4]);
        }
    }

    private static ulong NodeBytes(ulong maximum) => maximum / BitsPerByte;

    private static bool ToHost(GuestMemory memory, ulong address, ulong length, out ulong host)
    {
        memory.OpenForKernel(address, length);
        host = address == 0 ? 0 : memory.ToHost(address);
        return address == 0 || memory.IsUser(address, length);
    }
}
