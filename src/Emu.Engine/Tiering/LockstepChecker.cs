using Emu.Engine.Tlb;
using Emu.Isa.RiscV;

namespace Emu.Engine.Tiering;

/// <summary>
/// Runs each region twice: as translated code, then, after taking back all it did, instruction by instruction in the
/// interpreter,
/// whose outcome counts. The first difference ends the machine.
/// </summary>
/// <remarks>
/// Harts of one machine take turns while they are checked (<see cref="Turn"/>): what one stores between the two runs of
/// another would look
/// like a difference. Regions do not lead to each other, and CSR instructions are left to the interpreter.
/// </remarks>
internal sealed unsafe class LockstepChecker(HartRunner runner, StoreLog stores, LockstepTurn turn)
{
    /// <summary>Had by the hart that runs.</summary>
    public LockstepTurn Turn { get; } = turn;

    /// <summary>Runs a region from <c>State->Pc</c> on.</summary>
    /// <exception cref="LockstepException">The two runs differ.</exception>
    public void Run(void* code)
    {
        HartState* state = runner.Hart.State;
        ArchitecturalState before = new(state);
        stores.Begin();
        TranslatedCode.Run(state, code);
        stores.RollBack();
        ArchitecturalState translated = new(state);
        before.Restore(state);
        bool completed = runner.Step(translated.Retired - before.Retired);
        ArchitecturalState interpreted = new(state);
        string differences = translated.Differences(interpreted);
        if (!completed) differences += "\n  interpreted: trapped";
        if (stores.FirstDifference() is { } store)
            differences += $"\n  memory, {store.Size} bytes: {store.Before:x}, interpreted {store.Now:x}";
        if (differences.Length == 0) return;
        throw new LockstepException(
            $"translated code differs from the interpreter on hart {runner.Hart.Id} between pc {before.Pc:x} and " +
            $"{translated.Pc:x}:{differences}\nbefore: {before}\ntranslated: {translated}\ninterpreted: {interpreted}");
    }
}
