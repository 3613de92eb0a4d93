using Emu.Core.Memory;

namespace Emu.Engine.Code;

/// <summary>
/// A page that was decoded while other CPUs could still store into it unseen. Until they have dropped their TLB
/// entries, only
/// comparing its bytes tells whether it changed.
/// </summary>
internal sealed unsafe class SuspectPage(ulong address, byte* host)
{
    private readonly byte[] copy = new Span<byte>(host, (int)AddressMap.PageSize).ToArray();
    private readonly byte* host = host;

    /// <summary>Physical address.</summary>
    public ulong Address { get; } = address;

    /// <summary>Who could store, and the ticket of the request to make it visible.</summary>
    public List<(ICodeHolder Cpu, ulong Ticket)> Writers { get; } = [];

    /// <summary>True when the bytes differ from those at the time of decoding.</summary>
    public bool HasChanged() => !new ReadOnlySpan<byte>(host, copy.Length).SequenceEqual(copy);
}
