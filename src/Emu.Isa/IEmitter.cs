using Emu.FloatingPoint;

namespace Emu.Isa;

/// <summary>
/// What an instruction body may do besides computing with values: registers, memory, control flow, floating point, what
/// only the guest's CPU can do. Each engine implements it; nothing that a body can reach through it depends on how the
/// engine works.
/// </summary>
/// <remarks>
/// Operations that may trap return <c>false</c> when they did, and the body returns at once without touching the guest
/// state. A translator, where a trap is a side exit, always returns <c>true</c>.
/// </remarks>
/// <typeparam name="TValue">A 64-bit value.</typeparam>
/// <typeparam name="TVector">A 128-bit value.</typeparam>
/// <typeparam name="TCondition">A truth value.</typeparam>
public interface IEmitter<TValue, TVector, TCondition> : IFloatEmitter<TValue, TCondition>
    where TValue : struct, IValue<TValue, TCondition>
    where TVector : struct, IVector<TVector, TValue, TCondition>
    where TCondition : struct, ICondition<TCondition>
{
    /// <summary>An integer register. The zero register reads as zero, and stays zero.</summary>
    TValue this[Register register] { get; set; }

    /// <summary>Guest virtual address of this instruction.</summary>
    TValue Pc { get; }

    /// <summary>Guest virtual address of the instruction after this one (a link register's value).</summary>
    TValue NextPc { get; }

    /// <summary>All 128 bits of a vector register.</summary>
    TVector Vector(Register register);

    /// <summary>Sets all 128 bits of a vector register.</summary>
    void SetVector(Register register, TVector value);

    /// <summary>The result of a function on each lane, as <see cref="FloatOperations.ApplyLanes"/> computes it.</summary>
    TVector FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, TVector first, TVector second, TVector third,
        FloatRounding rounding, int immediate = 0);

    /// <summary>A function that the guest numbers and computes in <see cref="IGuest.Compute"/>: for what is rare or long. It has
    /// no effect, and the same result for the same operands.</summary>
    /// <param name="function">The function. Kept in cached code: the numbers are permanent.</param>
    /// <param name="first">First operand.</param>
    /// <param name="second">Second operand.</param>
    /// <param name="third">Third operand.</param>
    TValue Compute(uint function, TValue first, TValue second, TValue third);

    /// <summary>Loads <paramref name="width"/> bytes at a guest virtual address, zero-extended to 64 bits.</summary>
    bool Load(TValue address, Width width, out TValue value);

    /// <summary>Stores the low <paramref name="width"/> bytes of a value at a guest virtual address.</summary>
    bool Store(TValue address, Width width, TValue value);

    /// <summary>
    /// Loads 16 bytes at a guest virtual address, the one at the lowest address into the lowest bits: two accesses of 8
    /// bytes, the lower address first.
    /// </summary>
    bool LoadVector(TValue address, out TVector value);

    /// <summary>Stores 16 bytes as two accesses of 8 bytes, the lower address first: when the second one is not allowed, the
    /// first one has been done.</summary>
    bool StoreVector(TValue address, TVector value);

    /// <summary>
    /// Loads the old value (zero-extended) and stores the result of <paramref name="operation"/> on it and
    /// <paramref name="operand"/>, as one atomic access in the sequentially consistent order.
    /// </summary>
    bool AtomicReadModifyWrite(
        AtomicOperation operation, TValue address, Width width, TValue operand, out TValue old);

    /// <summary>
    /// Loads the old value (zero-extended) and stores <paramref name="value"/> where it is <paramref name="expected"/>, as one
    /// atomic access in the sequentially consistent order. Bits above the width do not matter.
    /// </summary>
    bool CompareExchange(TValue address, Width width, TValue expected, TValue value, out TValue old);

    /// <summary>The same with 16 bytes, to which the address must be aligned.</summary>
    bool CompareExchange(TValue address, TVector expected, TVector value, out TVector old);

    /// <summary>Loads (zero-extended) and reserves the address for this CPU.</summary>
    bool LoadReserved(TValue address, Width width, out TValue value);

    /// <summary>The same with 16 bytes, in one access, to which the address must be aligned.</summary>
    bool LoadReserved(TValue address, out TVector value);

    /// <summary>
    /// Stores if the reservation still holds; <paramref name="failed"/> is 0 when it stored and 1 when not. The
    /// reservation is gone afterwards either way.
    /// </summary>
    bool StoreConditional(TValue address, Width width, TValue value, out TValue failed);

    /// <summary>The same with 16 bytes, to which the address must be aligned.</summary>
    bool StoreConditional(TValue address, TVector value, out TValue failed);

    /// <summary>Zeroes the 64-byte block that contains the address; illegal when <see cref="Cpu.MayZeroBlocks"/> says
    /// so.</summary>
    bool ZeroBlock(TValue address);

    /// <summary>Orders this CPU's earlier memory accesses before its later ones, as all other CPUs and devices see
    /// them.</summary>
    void MemoryFence();

    /// <summary>Continues at <see cref="Pc"/> + <paramref name="offset"/> when the condition holds, else at
    /// <see cref="NextPc"/>.</summary>
    void BranchIf(TCondition condition, int offset);

    /// <summary>Continues at <see cref="Pc"/> + <paramref name="offset"/>.</summary>
    void Jump(int offset);

    /// <summary>Continues at an address computed at run time.</summary>
    void JumpIndirect(TValue target);

    /// <summary>
    /// What only <see cref="Cpu.Execute"/> can do; the instruction must have <see cref="Flow.System"/>. False when it has
    /// trapped, and the pc is the handler's; true lets the body go on, which may use the result and set registers, and
    /// execution continues where the CPU has set the pc to.
    /// </summary>
    /// <param name="operation">What to do, numbered by the guest. Kept in cached code: the numbers are permanent.</param>
    /// <param name="first">First operand.</param>
    /// <param name="second">Second operand.</param>
    /// <param name="result">What the CPU returns.</param>
    bool System(uint operation, TValue first, TValue second, out TValue result);

    /// <summary>The bits are no instruction, or not of this CPU: <see cref="Cpu.RaiseIllegal"/>. The last thing that a body
    /// does.</summary>
    void Illegal();
}
