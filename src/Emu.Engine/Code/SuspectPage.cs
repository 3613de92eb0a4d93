namespace Emu.Engine.Code;

/// <summary>
/// A page that was decoded while other CPUs could still store into it unseen. Until they have dropped their TLB
/// entries, only comparing its bytes tells whether it changed.
/// </summary>
internal sealed class SuspectPage(CodePage page)
{
    private readonly byte[] copy = page.Bytes.ToArray();

    /// <summary>The page, which stays mapped as long as it has code.</summary>
    public CodePage Page { get; } = page;

    /// <summary>The CPUs that could store unseen, with the ticket of the request that makes their stores
    /// visible.</summary>
    public List<(ICodeHolder Cpu, ulong Ticket)> Writers { get; } = [];

    /// <summary>True when the bytes differ from those at the time of decoding.</summary>
    public bool HasChanged() => !Page.Bytes.SequenceEqual(copy);
}
