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
        (FloatHelperOperation operation, FloatFormat format, IntegerFormat integer, FloatRounding rounding) =
            HelperArguments.Float(packed);
        if (rounding == FloatRounding.Dynamic) rounding = state->FloatRounding;
        ref FloatExceptions flags = ref state->FloatFlags;
        return operation switch
        {
            FloatHelperOperation.Add => FloatOperations.Add(format, a, b, rounding, ref flags),
            FloatHelperOperation.Subtract => FloatOperations.Subtract(format, a, b, rounding, ref flags),
            FloatHelperOperation.Multiply => FloatOperations.Multiply(format, a, b, rounding, ref flags),
            FloatHelperOperation.Divide => FloatOperations.Divide(format, a, b, rounding, ref flags),
            FloatHelperOperation.SquareRoot => FloatOperations.SquareRoot(format, a, rounding, ref flags),
            FloatHelperOperation.MultiplyAdd => FloatOperations.MultiplyAdd(format, a, b, c, rounding, ref flags),
            FloatHelperOperation.Minimum => FloatOperations.Minimum(format, a, b, ref flags),
            FloatHelperOperation.Maximum => FloatOperations.Maximum(format, a, b, ref flags),
            FloatHelperOperation.ToInteger => FloatOperations.ToInteger(format, integer, a, rounding, ref flags),
            FloatHelperOperation.FromInteger => FloatOperations.FromInteger(integer, format, a, rounding, ref flags),
            FloatHelperOperation.Convert => FloatOperations.Convert(format, Other(format), a, rounding, ref flags),
            FloatHelperOperation.IsEqual => FloatOperations.IsEqual(format, a, b, ref flags) ? 1ul : 0,
            FloatHelperOperation.IsLess => FloatOperations.IsLess(format, a, b, ref flags) ? 1ul : 0,
            FloatHelperOperation.IsLessOrEqual => FloatOperations.IsLessOrEqual(format, a, b, ref flags) ? 1ul : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(packed), packed, "no such operation"),
        };
    }

    private static FloatFormat Other(FloatFormat format) =>
        format == FloatFormat.Double ? FloatFormat.Single : FloatFormat.Double;

    private static CpuRunner Runner(void* registers) =>
        (CpuRunner)GCHandle.FromIntPtr(CpuState.Of(registers)->Engine).Target!;
}
