namespace Emu.Testing;

/// <summary>Something that runs cases: an engine under test, a reference model, or an oracle.</summary>
public interface IHartRunner
{
    /// <summary>Runs each case on a hart of its own; the results are in the order of the cases.</summary>
    HartResult[] Run(IReadOnlyList<HartCase> cases);
}
