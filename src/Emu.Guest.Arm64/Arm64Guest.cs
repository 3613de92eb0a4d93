using System.Runtime.CompilerServices;
using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>A64's instructions, for the engines.</summary>
public readonly struct Arm64Guest : IGuest
{
    /// <inheritdoc/>
    public static int ZeroRegister => Arm64Architecture.ZeroRegister;

    /// <inheritdoc/>
    public static int ScalarRegisters => Arm64Architecture.FirstVector;

    /// <inheritdoc/>
    public static FloatRules FloatRules => Arm64Architecture.Arithmetic;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthOf(in DecodedInstruction instruction) => sizeof(uint);

    /// <inheritdoc/>
    public static ulong Compute(uint function, ulong first, ulong second, ulong third) =>
        Functions.Compute(function, first, second, third);

    /// <inheritdoc/>
    public static bool Execute<TEmitter, TValue, TVector, TCondition>(
        ref TEmitter emitter, in DecodedInstruction instruction)
        where TEmitter : struct, IEmitter<TValue, TVector, TCondition>
        where TValue : struct, IValue<TValue, TCondition>
        where TVector : struct, IVector<TVector, TValue, TCondition>
        where TCondition : struct, ICondition<TCondition> =>
        Dispatch<TEmitter, TValue, TVector, TCondition>.Execute(ref emitter, instruction);

    /// <inheritdoc/>
    public static void Run<TEmitter, TValue, TVector, TCondition>(ref TEmitter emitter)
        where TEmitter : struct, IEmitter<TValue, TVector, TCondition>, IInterpreterCursor
        where TValue : struct, IValue<TValue, TCondition>
        where TVector : struct, IVector<TVector, TValue, TCondition>
        where TCondition : struct, ICondition<TCondition> =>
        InterpreterLoop<TEmitter, TValue, TVector, TCondition>.Run(ref emitter);
}
