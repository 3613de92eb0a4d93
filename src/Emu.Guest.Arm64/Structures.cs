using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64;

/// <summary>Loads and stores of several vector registers, whose lanes may alternate in memory. They access 16 or 8 bytes at a
/// time, lower addresses first, and set no register unless all has been read; they return false when an access trapped.</summary>
internal static class Structures<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private const int VectorBytes = 16;

    /// <summary>Registers one after the other.</summary>
    public static bool Load(ref E e, V address, Vr first, int count, AnyArrangement shape)
    {
        if (!Read(ref e, address, count, shape.Bytes, out W a, out W b, out W c, out W d)) return false;
        Set(ref e, first, 0, a);
        if (count > 1) Set(ref e, first, 1, b);
        if (count > 2) Set(ref e, first, 2, c);
        if (count > 3) Set(ref e, first, 3, d);
        return true;
    }

    /// <summary>Registers one after the other.</summary>
    public static bool Store(ref E e, V address, Vr first, int count, AnyArrangement shape)
    {
        for (int i = 0; i < count; i++)
            if (!Write(ref e, address + (i * shape.Bytes), shape.Bytes, Get(ref e, first, i))) return false;
        return true;
    }

    /// <summary>Two registers whose lanes alternate.</summary>
    public static bool LoadPairs(ref E e, V address, Vr first, AnyArrangement shape)
    {
        if (!Read(ref e, address, 2, shape.Bytes, out W a, out W b, out _, out _)) return false;
        if (!shape.IsFull) (a, b) = (W.Create(a.Low, b.Low), W.Zero);
        Set(ref e, first, 0, shape, W.Apply(VectorOperation.UnzipEven, shape.Lanes, a, b));
        Set(ref e, first, 1, shape, W.Apply(VectorOperation.UnzipOdd, shape.Lanes, a, b));
        return true;
    }

    /// <summary>Two registers whose lanes alternate.</summary>
    public static bool StorePairs(ref E e, V address, Vr first, AnyArrangement shape)
    {
        W a = Get(ref e, first, 0), b = Get(ref e, first, 1);
        return e.StoreVector(address, W.Apply(VectorOperation.ZipLow, shape.Lanes, a, b))
            && (!shape.IsFull
                || e.StoreVector(address + VectorBytes, W.Apply(VectorOperation.ZipHigh, shape.Lanes, a, b)));
    }

    /// <summary>Three registers whose lanes alternate.</summary>
    public static bool LoadTriples(ref E e, V address, Vr first, AnyArrangement shape)
    {
        if (!Read(ref e, address, 3, shape.Bytes, out W a, out W b, out W c, out _)) return false;
        if (!shape.IsFull) (a, b, c) = (W.Create(a.Low, b.Low), W.Create(c.Low, 0), W.Zero);
        for (int i = 0; i < 3; i++)
            Set(ref e, first, i, shape, Gather(a, b, c, i, shape, isStore: false));
        return true;
    }

    /// <summary>Three registers whose lanes alternate.</summary>
    public static bool StoreTriples(ref E e, V address, Vr first, AnyArrangement shape)
    {
        W a = Get(ref e, first, 0), b = Get(ref e, first, 1), c = Get(ref e, first, 2);
        for (int i = 0; i < 3; i++)
        {
            W part = Gather(a, b, c, i, shape, isStore: true);
            if (!Write(ref e, address + (i * shape.Bytes), shape.Bytes, part)) return false;
        }

        return true;
    }

    /// <summary>Four registers whose lanes alternate.</summary>
    public static bool LoadQuadruples(ref E e, V address, Vr first, AnyArrangement shape)
    {
        if (!Read(ref e, address, 4, shape.Bytes, out W a, out W b, out W c, out W d)) return false;
        if (!shape.IsFull) (a, b, c, d) = (W.Create(a.Low, b.Low), W.Create(c.Low, d.Low), W.Zero, W.Zero);
        W evenLow = W.Apply(VectorOperation.UnzipEven, shape.Lanes, a, b);
        W oddLow = W.Apply(VectorOperation.UnzipOdd, shape.Lanes, a, b);
        W evenHigh = W.Apply(VectorOperation.UnzipEven, shape.Lanes, c, d);
        W oddHigh = W.Apply(VectorOperation.UnzipOdd, shape.Lanes, c, d);
        Set(ref e, first, 0, shape, W.Apply(VectorOperation.UnzipEven, shape.Lanes, evenLow, evenHigh));
        Set(ref e, first, 1, shape, W.Apply(VectorOperation.UnzipEven, shape.Lanes, oddLow, oddHigh));
        Set(ref e, first, 2, shape, W.Apply(VectorOperation.UnzipOdd, shape.Lanes, evenLow, evenHigh));
        Set(ref e, first, 3, shape, W.Apply(VectorOperation.UnzipOdd, shape.Lanes, oddLow, oddHigh));
        return true;
    }

    /// <summary>Four registers whose lanes alternate.</summary>
    public static bool StoreQuadruples(ref E e, V address, Vr first, AnyArrangement shape)
    {
        W a = Get(ref e, first, 0), b = Get(ref e, first, 1), c = Get(ref e, first, 2), d = Get(ref e, first, 3);
        W even = W.Apply(VectorOperation.ZipLow, shape.Lanes, a, c), odd = W.Apply(VectorOperation.ZipLow, shape.Lanes, b, d);
        if (!e.StoreVector(address, W.Apply(VectorOperation.ZipLow, shape.Lanes, even, odd))
            || !e.StoreVector(address + VectorBytes, W.Apply(VectorOperation.ZipHigh, shape.Lanes, even, odd)))
        {
            return false;
        }

        if (!shape.IsFull) return true;
        even = W.Apply(VectorOperation.ZipHigh, shape.Lanes, a, c);
        odd = W.Apply(VectorOperation.ZipHigh, shape.Lanes, b, d);
        return e.StoreVector(address + (2 * VectorBytes), W.Apply(VectorOperation.ZipLow, shape.Lanes, even, odd))
            && e.StoreVector(address + (3 * VectorBytes), W.Apply(VectorOperation.ZipHigh, shape.Lanes, even, odd));
    }

    /// <summary>One lane of each register, which lie one after the other.</summary>
    public static bool LoadLane(ref E e, V address, Vr first, int count, Lanes lanes, int index)
    {
        int bytes = 1 << (int)lanes;
        V b = 0, c = 0, d = 0;
        if (!e.Load(address, (Width)bytes, out V a)
            || (count > 1 && !e.Load(address + bytes, (Width)bytes, out b))
            || (count > 2 && !e.Load(address + (2 * bytes), (Width)bytes, out c))
            || (count > 3 && !e.Load(address + (3 * bytes), (Width)bytes, out d)))
        {
            return false;
        }

        Set(ref e, first, 0, Get(ref e, first, 0).With(lanes, index, a));
        if (count > 1) Set(ref e, first, 1, Get(ref e, first, 1).With(lanes, index, b));
        if (count > 2) Set(ref e, first, 2, Get(ref e, first, 2).With(lanes, index, c));
        if (count > 3) Set(ref e, first, 3, Get(ref e, first, 3).With(lanes, index, d));
        return true;
    }

    /// <summary>One lane of each register, which lie one after the other.</summary>
    public static bool StoreLane(ref E e, V address, Vr first, int count, Lanes lanes, int index)
    {
        int bytes = 1 << (int)lanes;
        for (int i = 0; i < count; i++)
        {
            if (!e.Store(address + (i * bytes), (Width)bytes, Get(ref e, first, i).Get(lanes, index)))
                return false;
        }

        return true;
    }

    /// <summary>One number for all lanes of each register.</summary>
    public static bool LoadAll(ref E e, V address, Vr first, int count, AnyArrangement shape)
    {
        int bytes = shape.LaneBytes;
        V b = 0, c = 0, d = 0;
        if (!e.Load(address, (Width)bytes, out V a)
            || (count > 1 && !e.Load(address + bytes, (Width)bytes, out b))
            || (count > 2 && !e.Load(address + (2 * bytes), (Width)bytes, out c))
            || (count > 3 && !e.Load(address + (3 * bytes), (Width)bytes, out d)))
        {
            return false;
        }

        Set(ref e, first, 0, shape, W.Duplicate(shape.Lanes, a));
        if (count > 1) Set(ref e, first, 1, shape, W.Duplicate(shape.Lanes, b));
        if (count > 2) Set(ref e, first, 2, shape, W.Duplicate(shape.Lanes, c));
        if (count > 3) Set(ref e, first, 3, shape, W.Duplicate(shape.Lanes, d));
        return true;
    }

    /// <summary>Moves a base register behind what has been accessed, or by a register other than number 31.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Move(ref E e, XrSp rn, Xr rm, int bytes) =>
        e[rn] = e[rn] + (rm.Number == Arm64Architecture.ZeroRegister ? bytes : e[rm]);

    private static bool Read(ref E e, V address, int count, int bytes, out W a, out W b, out W c, out W d)
    {
        b = c = d = W.Zero;
        return Read(ref e, address, bytes, out a)
            && (count < 2 || Read(ref e, address + bytes, bytes, out b))
            && (count < 3 || Read(ref e, address + (2 * bytes), bytes, out c))
            && (count < 4 || Read(ref e, address + (3 * bytes), bytes, out d));
    }

    private static bool Read(ref E e, V address, int bytes, out W value)
    {
        if (bytes == VectorBytes) return e.LoadVector(address, out value);
        bool done = e.Load(address, Width.Double, out V low);
        value = W.Create(low, 0);
        return done;
    }

    private static bool Write(ref E e, V address, int bytes, W value) => bytes == VectorBytes
        ? e.StoreVector(address, value)
        : e.Store(address, Width.Double, value.Low);

    // Of three vectors, c behind b behind a, the bytes of one of the registers, or for a store of one of the vectors in memory.
    private static W Gather(W a, W b, W c, int part, AnyArrangement shape, bool isStore)
    {
        ulong low = 0, high = 0;
        for (int i = 0; i < VectorBytes; i++)
        {
            int place = isStore
                ? StoredTriplePlace((part * shape.Bytes) + i, shape.LaneBytes)
                : TriplePlace(i, part, shape.LaneBytes);
            if (i < 8) low |= (ulong)(place & 63) << (8 * i);
            else high |= (ulong)(place & 63) << (8 * (i - 8));
        }

        W places = W.Create((long)low, (long)high);
        W found = W.Apply(VectorOperation.Table, Lanes.Byte, a, places);
        found = W.Apply(VectorOperation.TableOr, Lanes.Byte, b, places, found, VectorBytes);
        return W.Apply(VectorOperation.TableOr, Lanes.Byte, c, places, found, 2 * VectorBytes);
    }

    // Where in memory a byte of a register is.
    private static int TriplePlace(int place, int register, int laneBytes) =>
        (((3 * (place / laneBytes)) + register) * laneBytes) + (place % laneBytes);

    // In which register, and where in it, a byte of memory is.
    private static int StoredTriplePlace(int place, int laneBytes)
    {
        (int lane, int register) = Math.DivRem(place / laneBytes, 3);
        return (register * VectorBytes) + (lane * laneBytes) + (place % laneBytes);
    }

    private static W Get(ref E e, Vr first, int number) => e.Vector(new Vr((byte)((first.Number + number) & 31)));

    private static void Set(ref E e, Vr first, int number, W value) =>
        e.SetVector(new Vr((byte)((first.Number + number) & 31)), value);

    private static void Set(ref E e, Vr first, int number, AnyArrangement shape, W value) =>
        Set(ref e, first, number, shape.IsFull ? value : W.Create(value.Low, 0));
}
