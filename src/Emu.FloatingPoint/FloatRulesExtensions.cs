using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.FloatingPoint;

/// <summary>Questions about <see cref="FloatRules"/>.</summary>
internal static class FloatRulesExtensions
{
    /// <summary>Numbers of this format below the normal range become zeros.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool Flushes<T>(this FloatRules rules)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        (rules & (typeof(T) == typeof(Half) ? FloatRules.FlushHalfToZero : FloatRules.FlushToZero)) != 0;

    /// <summary>A NaN result is one of the operands.</summary>
    public static bool Propagates(this FloatRules rules) =>
        (rules & (FloatRules.PropagateNaN | FloatRules.DefaultNaN)) == FloatRules.PropagateNaN;
}
