using Emu.Host;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Processes;

/// <summary>Who a thread is for the host's kernel: its users, its groups, and its permitted capabilities.</summary>
/// <remarks>Invariant of the unsafe code: structures for the host are on the stack during the call.</remarks>
internal readonly unsafe record struct ThreadRights
{
    private const ulong MayChangeGroup = 1 << 6, MayChangeUser = 1 << 7;
    private const uint CapabilityVersion = 0x2008_0522;
    private const int PermittedWord = 1, UpperPermittedWord = 4, CapabilityWords = 6;

    private (uint Real, uint Effective, uint Saved) Users { get; init; }

    private (uint Real, uint Effective, uint Saved) Groups { get; init; }

    private ulong Permitted { get; init; }

    /// <summary>Those of the calling thread.</summary>
    public static ThreadRights OfCaller()
    {
        uint* users = stackalloc uint[3];
        uint* groups = stackalloc uint[3];
        uint* header = stackalloc uint[2];
        uint* sets = stackalloc uint[CapabilityWords];
        header[0] = CapabilityVersion;
        header[1] = 0;
        HostSyscall.Invoke(HostNumber.Getresuid, (ulong)users, (ulong)(users + 1), (ulong)(users + 2));
        HostSyscall.Invoke(HostNumber.Getresgid, (ulong)groups, (ulong)(groups + 1), (ulong)(groups + 2));
        HostSyscall.Invoke(HostNumber.Capget, (ulong)header, (ulong)sets);
        return new ThreadRights
        {
            Users = (users[0], users[1], users[2]),
            Groups = (groups[0], groups[1], groups[2]),
            Permitted = sets[PermittedWord] | (ulong)sets[UpperPermittedWord] << 32,
        };
    }

    /// <summary>A thread with these rights could get those others by itself.</summary>
    public bool CanBecome(in ThreadRights other) =>
        (other.Permitted & ~Permitted) == 0
        && ((Permitted & MayChangeUser) != 0 || Has(Users, other.Users.Effective))
        && ((Permitted & MayChangeGroup) != 0 || Has(Groups, other.Groups.Effective));

    private static bool Has((uint Real, uint Effective, uint Saved) ids, uint id) =>
        ids.Real == id || ids.Effective == id || ids.Saved == id;
}
