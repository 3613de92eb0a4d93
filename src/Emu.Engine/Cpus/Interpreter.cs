using Emu.Engine.Code;
using Emu.Isa;

namespace Emu.Engine.Cpus;

/// <summary>The interpreter of one guest's instructions; it has no state of its own.</summary>
/// <remarks>Invariant of the unsafe code: blocks lie in the arena of the runner's CPU, or on the stack of the caller of
/// <see cref="Step"/>; the runner gives the next block anew after anything that may have forgotten blocks.</remarks>
internal abstract unsafe class Interpreter
{
    /// <summary>The interpreter of an architecture.</summary>
    public static Interpreter Of(GuestArchitecture guest) => guest.Accept(new Maker());

    /// <summary>Executes blocks from one on, until <see cref="CpuRunner.FindNext"/> has none.</summary>
    public abstract void Run(CpuRunner runner, Block* first);

    /// <summary>Executes the one instruction of a block.</summary>
    public abstract void Step(CpuRunner runner, Block* block);

    /// <summary>A function of the guest's, as <see cref="IGuest.Compute"/>.</summary>
    public abstract ulong Compute(uint function, ulong first, ulong second, ulong third);

    private sealed class Maker : IGuestVisitor<Interpreter>
    {
        public Interpreter Visit<TGuest>()
            where TGuest : struct, IGuest => new Interpreter<TGuest>();
    }
}

/// <inheritdoc/>
internal sealed unsafe class Interpreter<TGuest> : Interpreter
    where TGuest : struct, IGuest
{
    public override void Run(CpuRunner runner, Block* first)
    {
        InterpreterEmitter<TGuest> emitter = new(runner, first);
        TGuest.Run<InterpreterEmitter<TGuest>, NumericValue, InterpreterVector, NumericCondition>(ref emitter);
    }

    public override ulong Compute(uint function, ulong first, ulong second, ulong third) =>
        TGuest.Compute(function, first, second, third);

    public override void Step(CpuRunner runner, Block* block)
    {
        InterpreterEmitter<TGuest> emitter = new(runner, block);
        DecodedInstruction* instruction = emitter.Next();
        bool ended = TGuest.Execute<InterpreterEmitter<TGuest>, NumericValue, InterpreterVector, NumericCondition>(
            ref emitter, in *instruction);
        if (ended) return;
        emitter.Next();
        emitter.FallThrough();
    }
}
