using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emu.Isa;

namespace Emu.Engine.Cpus;

/// <summary>A 128-bit value that is a number.</summary>
internal readonly struct InterpreterVector(Vector128<ulong> bits) : IVector<InterpreterVector>
{
    /// <summary>The bits, the lower half first.</summary>
    public Vector128<ulong> Bits { get; } = bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static InterpreterVector operator ^(InterpreterVector left, InterpreterVector right) =>
        new(left.Bits ^ right.Bits);
}
