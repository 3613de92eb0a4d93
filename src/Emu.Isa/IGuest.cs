using Emu.FloatingPoint;

namespace Emu.Isa;

/// <summary>
/// A guest's instructions as an engine calls them, by an empty structure in the guest's project: each engine is compiled
/// once for each guest, so that the bodies of the instructions are inlined into it.
/// </summary>
public interface IGuest
{
    /// <summary>As <see cref="RegisterFile.Zero"/>, for the compiler.</summary>
    static abstract int ZeroRegister { get; }

    /// <summary>As <see cref="RegisterFile.Scalars"/>, for the compiler.</summary>
    static abstract int ScalarRegisters { get; }

    /// <summary>As <see cref="GuestArchitecture.FloatRules"/>, for the compiler.</summary>
    static virtual FloatRules FloatRules => FloatRules.None;

    /// <summary>Bytes of an instruction that has been decoded.</summary>
    static abstract int LengthOf(in DecodedInstruction instruction);

    /// <summary>A function of <see cref="IEmitter{TValue,TVector,TCondition}.Compute"/>: pure, and callable from any
    /// thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such function.</exception>
    static virtual ulong Compute(uint function, ulong first, ulong second, ulong third) =>
        throw new ArgumentOutOfRangeException(nameof(function), function, "the guest has no such function");

    /// <summary>Calls the body of any instruction: to execute it, or to make code of it. True when it ends the block: its
    /// flow is not <see cref="Flow.Next"/>.</summary>
    static abstract bool Execute<TEmitter, TValue, TVector, TCondition>(
        ref TEmitter emitter, in DecodedInstruction instruction)
        where TEmitter : struct, IEmitter<TValue, TVector, TCondition>
        where TValue : struct, IValue<TValue, TCondition>
        where TVector : struct, IVector<TVector, TValue, TCondition>
        where TCondition : struct, ICondition<TCondition>;

    /// <summary>The interpreter's loop: executes instructions until <see cref="IInterpreterCursor.EndBlock"/> says to
    /// stop.</summary>
    static abstract void Run<TEmitter, TValue, TVector, TCondition>(ref TEmitter emitter)
        where TEmitter : struct, IEmitter<TValue, TVector, TCondition>, IInterpreterCursor
        where TValue : struct, IValue<TValue, TCondition>
        where TVector : struct, IVector<TVector, TValue, TCondition>
        where TCondition : struct, ICondition<TCondition>;
}
