namespace Emu.Engine.Tests.Tiers;

/// <summary>The same of code that has been translated: no region runs whose bytes were stored over before a
/// <c>fence.i</c>.</summary>
public sealed class TranslatedModifiedCodeTests : ModifiedCodeTests
{
    private readonly Tier tier;

    public TranslatedModifiedCodeTests()
        : this(new Tier())
    {
    }

    private TranslatedModifiedCodeTests(Tier tier)
        : base(tier.Service) =>
        this.tier = tier;

    public override void Dispose()
    {
        ulong entries = Machine.Runner().Counters.Entries;
        base.Dispose();
        tier.Dispose();
        Assert.True(entries > 0, "nothing ran translated");
    }
}
