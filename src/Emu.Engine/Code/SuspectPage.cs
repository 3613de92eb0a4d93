using Emu.Core.Memory;

namespace Emu.Engine.Code;

/// <summary>
/// A page that was decoded while other CPUs could still store into it unseen. Until they have dropped their TLB
/// entries, only comparing its bytes tells whether it changed.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host address is that of a whole page, which stays mapped as long as the
/// page has code: user mode forgets the page when its mapping changes.</remarks>
internal sealed unsafe class SuspectPage(ulong address, byte* host)
{
    private readonly byte[] copy = new Span<byte>(host, (int)AddressMap.PageSize).ToArray();
    private readonly byte* host = host;

    /// <summary>Physical address of the page.</summary>
    public ulong Address { get; } = address;

    /// <summary>The CPUs that could store unseen, with the ticket of the request that makes their stores
    /// visible.</summary>
    public List<(ICodeHolder Cpu, ulong Ticket)> Writers { get; } = [];

    /// <summary>True when the bytes differ from those at the time of decoding.</summary>
    public bool HasChanged() => !new ReadOnlySpan<byte>(host, copy.Length).SequenceEqual(copy);
}
