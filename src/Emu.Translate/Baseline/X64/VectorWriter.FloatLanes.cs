using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Translate.Abi;
using static Emu.Translate.Baseline.X64.HostFrame;

namespace Emu.Translate.Baseline.X64;

/// <content>Functions of lanes that are numbers. Operands are in memory, where the helper finds them.</content>
internal sealed partial class VectorWriter
{
    public override int FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, int first, int second, int third, FloatRounding rounding,
        int immediate)
    {
        uint packed = HelperArguments.FloatLanes(function, format, isFull, rounding, immediate);
        int operands = FloatFunctions.OperandsOf(function);
        floats.MarkDirty();
        if (!numbers.Has(function, format, rounding)) return CallHelper(packed, operands, first, second, third);
        values.FinishPendingLoad();
        hosts.Begin();
        int a = hosts.PlaceOf(first);
        int b = operands > 1 ? hosts.PlaceOf(second) : a;
        int c = operands > 2 ? hosts.PlaceOf(third) : a;
        hosts.Save();
        int place = hosts.NewPlace();
        Xmm host = hosts.New(), free = floats.NextVector;
        ColdCode part = cold.FloatLanes(packed, HelperArguments.Places(a, b, c, place), place, host);
        bool converts = FloatFunctions.WidthOf(function, format) != (int)format, isHalf = !isFull && !converts;
        Xmm x = Load(a, isHalf);
        Xmm y = operands < 2 || b == a ? x : Load(b, isHalf);
        Xmm z = operands < 3 || c == a ? x : c == b ? y : Load(c, isHalf);
        Xmm result = numbers.Write(
            function, format == FloatFormat.Double, isSingleLane: false, x, y, z, rounding, immediate, cold.Add(in part));
        if (isHalf) code.Vector(VectorOpcode.LowHalf, host, 0, result);
        else code.Move(host, result);
        code.Bind(part.Back);
        floats.Free(free);
        return hosts.Add(host);
    }

    // Of half a vector the lower half twice, so that what is above raises nothing that its lanes do not raise.
    private Xmm Load(int place, bool isHalf)
    {
        Xmm number = floats.NewVector();
        if (isHalf) code.LoadTwice(number, Field(place));
        else code.LoadAligned(number, Field(place));
        return number;
    }
}
