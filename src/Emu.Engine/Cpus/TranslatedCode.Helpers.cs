using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Engine.Cpus;

/// <content>The helpers. No exception may leave them: it would have to cross frames of generated code.</content>
internal static unsafe partial class TranslatedCode
{
    [UnmanagedCallersOnly]
    private static byte* Fill(void* registers, ulong address, uint access, ulong value)
    {
        CpuRunner runner = Runner(registers);
        try
        {
            return runner.Fill(address, access, value);
        }
        catch (Exception failure)
        {
            runner.Fail(failure);
            return null;
        }
    }

    [UnmanagedCallersOnly]
    private static uint System(void* registers, ulong first, ulong second, uint operation, uint word)
    {
        CpuRunner runner = Runner(registers);
        try
        {
            return (uint)runner.ExecuteSystem(operation, first, second, word);
        }
        catch (Exception failure)
        {
            runner.Fail(failure);
            return (uint)SystemOutcome.Refused;
        }
    }

    [UnmanagedCallersOnly]
    private static uint ZeroBlock(void* registers, ulong address)
    {
        CpuRunner runner = Runner(registers);
        try
        {
            return runner.TryZeroBlock(address) ? 1u : 0;
        }
        catch (Exception failure)
        {
            runner.Fail(failure);
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    private static ulong Float(void* registers, uint operation, ulong a, ulong b, ulong c)
    {
        try
        {
            return Compute(CpuState.Of(registers), operation, a, b, c);
        }
        catch (Exception failure)
        {
            Runner(registers).Fail(failure);
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    private static void Vector(void* registers, uint packed, ulong places)
    {
        try
        {
            if (HelperArguments.IsFloatLanes(packed, out bool isFull))
            {
                *Place(registers, places, 3) = ComputeLanes(
                    CpuState.Of(registers), packed, isFull, *Place(registers, places, 0), *Place(registers, places, 1),
                    *Place(registers, places, 2));
                return;
            }

            (VectorOperation operation, Lanes lanes, int immediate) = HelperArguments.Vector(packed);
            *Place(registers, places, 3) = VectorOperations.Apply(
                operation, lanes, *Place(registers, places, 0), *Place(registers, places, 1), *Place(registers, places, 2),
                immediate);
        }
        catch (Exception failure)
        {
            Runner(registers).Fail(failure);
        }
    }

    private static Vector128<byte> ComputeLanes(
        CpuState* state, uint packed, bool isFull, Vector128<byte> a, Vector128<byte> b, Vector128<byte> c)
    {
        (FloatFunction function, FloatFormat format, FloatRounding rounding, int immediate) = HelperArguments.Function(packed);
        return FloatOperations.ApplyLanes(
            function, format, isFull, a, b, c, Resolve(state, rounding), state->FloatRules, immediate, ref state->FloatFlags);
    }

    private static Vector128<byte>* Place(void* registers, ulong places, int index) =>
        (Vector128<byte>*)((byte*)registers + HelperArguments.Place(places, index));

    [UnmanagedCallersOnly]
    private static ulong ComputeForGuest(void* registers, uint function, ulong a, ulong b, ulong c)
    {
        CpuRunner runner = Runner(registers);
        try
        {
            return runner.Compute(function, a, b, c);
        }
        catch (Exception failure)
        {
            runner.Fail(failure);
            return 0;
        }
    }

    private static ulong Compute(CpuState* state, uint packed, ulong a, ulong b, ulong c)
    {
        FloatRules rules = state->FloatRules;
        if (HelperArguments.IsFunction(packed))
        {
            (FloatFunction function, FloatFormat operands, FloatRounding direction, int immediate) =
                HelperArguments.Function(packed);
            return FloatOperations.Apply(
                function, operands, a, b, c, Resolve(state, direction), rules, immediate, ref state->FloatFlags);
        }

        (FloatHelperOperation operation, FloatFormat format, IntegerFormat integer, FloatRounding rounding) =
            HelperArguments.Float(packed);
        rounding = Resolve(state, rounding);
        ref FloatExceptions flags = ref state->FloatFlags;
        return operation switch
        {
            FloatHelperOperation.Add => FloatOperations.Add(format, a, b, rounding, ref flags, rules),
            FloatHelperOperation.Subtract => FloatOperations.Subtract(format, a, b, rounding, ref flags, rules),
            FloatHelperOperation.Multiply => FloatOperations.Multiply(format, a, b, rounding, ref flags, rules),
            FloatHelperOperation.Divide => FloatOperations.Divide(format, a, b, rounding, ref flags, rules),
            FloatHelperOperation.SquareRoot => FloatOperations.SquareRoot(format, a, rounding, ref flags, rules),
            FloatHelperOperation.MultiplyAdd => FloatOperations.MultiplyAdd(format, a, b, c, rounding, ref flags, rules),
            FloatHelperOperation.Minimum => FloatOperations.Minimum(format, a, b, ref flags, rules),
            FloatHelperOperation.Maximum => FloatOperations.Maximum(format, a, b, ref flags, rules),
            FloatHelperOperation.ToInteger => FloatOperations.ToInteger(format, integer, a, rounding, ref flags, rules),
            FloatHelperOperation.FromInteger => FloatOperations.FromInteger(integer, format, a, rounding, ref flags, rules),
            FloatHelperOperation.Convert => FloatOperations.Convert(format, Other(format), a, rounding, ref flags, rules),
            FloatHelperOperation.IsEqual => FloatOperations.IsEqual(format, a, b, ref flags, rules) ? 1ul : 0,
            FloatHelperOperation.IsLess => FloatOperations.IsLess(format, a, b, ref flags, rules) ? 1ul : 0,
            FloatHelperOperation.IsLessOrEqual => FloatOperations.IsLessOrEqual(format, a, b, ref flags, rules) ? 1ul : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(packed), packed, "no such operation"),
        };
    }

    private static FloatRounding Resolve(CpuState* state, FloatRounding rounding) =>
        rounding == FloatRounding.Dynamic ? state->FloatRounding & ~FloatRounding.Careful : rounding;

    private static FloatFormat Other(FloatFormat format) =>
        format == FloatFormat.Double ? FloatFormat.Single : FloatFormat.Double;

    private static CpuRunner Runner(void* registers) =>
        (CpuRunner)GCHandle.FromIntPtr(CpuState.Of(registers)->Engine).Target!;
}
