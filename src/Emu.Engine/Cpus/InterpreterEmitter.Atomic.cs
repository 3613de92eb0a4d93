using System.Runtime.Intrinsics;
using Emu.Isa;

namespace Emu.Engine.Cpus;

/// <content>Atomic accesses: <see cref="CpuRunner"/> makes them.</content>
internal unsafe partial struct InterpreterEmitter<TGuest>
{
    public bool AtomicReadModifyWrite(
        AtomicOperation operation, NumericValue address, Width width, NumericValue operand,
        out NumericValue old)
    {
        bool done = runner.Atomic(Current, operation, address.Bits, width, operand.Bits, out ulong bits);
        old = new(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    public bool CompareExchange(
        NumericValue address, Width width, NumericValue expected, NumericValue value, out NumericValue old)
    {
        bool done = runner.CompareExchange(Current, address.Bits, width, expected.Bits, value.Bits, out ulong bits);
        old = new(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    public bool CompareExchange(
        NumericValue address, InterpreterVector expected, InterpreterVector value, out InterpreterVector old)
    {
        bool done = runner.CompareExchange(Current, address.Bits, Number(expected), Number(value), out UInt128 bits);
        old = Vector(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    public bool LoadReserved(NumericValue address, Width width, out NumericValue value)
    {
        bool done = runner.LoadReserved(Current, address.Bits, width, out ulong bits);
        value = new(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    public bool LoadReserved(NumericValue address, out InterpreterVector value)
    {
        bool done = runner.LoadReserved(Current, address.Bits, out UInt128 bits);
        value = Vector(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    public bool StoreConditional(
        NumericValue address, Width width, NumericValue value, out NumericValue failed)
    {
        bool done = runner.StoreConditional(Current, address.Bits, width, value.Bits, out ulong bits);
        failed = new(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    public bool StoreConditional(NumericValue address, InterpreterVector value, out NumericValue failed)
    {
        bool done = runner.StoreConditional(Current, address.Bits, Number(value), out ulong bits);
        failed = new(bits);
        if (!done) cursor = runner.TrapSentinel;
        return done;
    }

    private static UInt128 Number(InterpreterVector value) => new(value.Bits[1], value.Bits[0]);

    private static InterpreterVector Vector(UInt128 number) =>
        new(Vector128.Create((ulong)number, (ulong)(number >> 64)));
}
