namespace Emu.Testing;

/// <summary>Something that runs cases: an engine under test, a reference model, or an oracle.</summary>
public interface ICpuRunner
{
    /// <summary>Runs each case on a CPU of its own; the results are in the order of the cases.</summary>
    CpuResult[] Run(IReadOnlyList<CpuCase> cases);
}
