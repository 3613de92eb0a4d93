using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// Which of many descriptors have become ready, at a cost that does not grow with their number (<c>epoll</c>). It is a
/// descriptor itself, which is readable while one of its own is ready, so that an event loop waits for it. Changes are
/// reported once (edge-triggered): who is told reads or writes until the host says "try again".
/// </summary>
/// <remarks>Invariant of the unsafe code: the kernel writes at most the entries of the array whose length it is
/// told.</remarks>
public sealed unsafe class ReadyDescriptors : IDisposable
{
    /// <summary>Most that one <see cref="Collect"/> reports.</summary>
    public const int BatchSize = 64;

    /// <summary>Bits of <see cref="Events"/>: something to read, room to write, an error, the other end is gone.</summary>
    public const uint Readable = 1, Writable = 4, Failed = 8, HungUp = 16, EndOfInput = 0x2000;

    private const uint EdgeTriggered = 1u << 31;
    private const int Added = 1, Removed = 2;

    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private readonly byte[] entries = GC.AllocateUninitializedArray<byte>(BatchSize * 16, pinned: true);

    private ReadyDescriptors(int descriptor) => Descriptor = descriptor;

    /// <summary>The descriptor to wait for.</summary>
    public int Descriptor { get; }

    /// <summary>Makes an empty set; null, with the host's error, when the process has no descriptor left.</summary>
    public static ReadyDescriptors? Create(out HostError error)
    {
        long made = HostSyscall.Invoke(HostSyscallNumbers.EpollCreate1, 0x80000);
        error = made < 0 ? new HostError((int)-made) : default;
        return made < 0 ? null : new ReadyDescriptors((int)made);
    }

    /// <summary>Adds a descriptor, which closing it removes. Returns 0 or a negative error.</summary>
    /// <param name="descriptor">A socket, or another descriptor that can be waited for.</param>
    /// <param name="token">What <see cref="Token"/> gives for it.</param>
    public int Add(int descriptor, ulong token)
    {
        byte* entry = stackalloc byte[16];
        Unsafe.WriteUnaligned(entry, Readable | Writable | EndOfInput | EdgeTriggered);
        Unsafe.WriteUnaligned(entry + (IsPacked ? 4 : 8), token);
        return (int)HostSyscall.Invoke(
            HostSyscallNumbers.EpollCtl, (ulong)Descriptor, Added, (ulong)descriptor, (ulong)entry);
    }

    /// <summary>Removes a descriptor that stays open.</summary>
    public void Remove(int descriptor) =>
        HostSyscall.Invoke(HostSyscallNumbers.EpollCtl, (ulong)Descriptor, Removed, (ulong)descriptor);

    /// <summary>Collects what has become ready, without waiting; returns how many.</summary>
    public int Collect()
    {
        fixed (byte* first = entries)
        {
            long count = HostSyscall.Invoke(
                HostSyscallNumbers.EpollPwait, (ulong)Descriptor, (ulong)first, BatchSize, 0, 0, 8);
            return count < 0 ? 0 : (int)count;
        }
    }

    /// <summary>What happened to the descriptor that is entry <paramref name="index"/> of the last
    /// <see cref="Collect"/>.</summary>
    public uint Events(int index) => Unsafe.ReadUnaligned<uint>(ref entries[Offset(index)]);

    /// <summary>Which descriptor entry <paramref name="index"/> is about.</summary>
    public ulong Token(int index) => Unsafe.ReadUnaligned<ulong>(ref entries[Offset(index) + (IsPacked ? 4 : 8)]);

    /// <inheritdoc/>
    public void Dispose() => HostSocket.Close(Descriptor);

    private static int Offset(int index) => index * (IsPacked ? 12 : 16);
}
