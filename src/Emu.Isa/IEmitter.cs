namespace Emu.Isa;

/// <summary>
/// What an instruction body may do besides computing with values: memory, control flow, floating point. Each engine
/// implements it; nothing that a body can reach through it depends on how the engine works.
/// </summary>
/// <remarks>
/// Operations that may trap return <c>false</c> when they did, and the body returns at once without touching the guest
/// state. A translator, where a trap is a side exit, always returns <c>true</c>.
/// </remarks>
public interface IEmitter<TValue, TCondition>
    where TValue : struct, IValue<TValue, TCondition>
    where TCondition : struct, ICondition<TCondition>
{
    /// <summary>Guest virtual address of this instruction.</summary>
    TValue Pc { get; }

    /// <summary>Guest virtual address of the instruction after this one (a link register's value).</summary>
    TValue NextPc { get; }

    /// <summary>Loads <paramref name="width"/> bytes at a guest virtual address, zero-extended to 64 bits.</summary>
    bool Load(TValue address, Width width, out TValue value);

    /// <summary>Stores the low <paramref name="width"/> bytes of a value at a guest virtual address.</summary>
    bool Store(TValue address, Width width, TValue value);

    /// <summary>
    /// Loads the old value (zero-extended) and stores the result of <paramref name="operation"/> on it and
    /// <paramref name="operand"/>, as one atomic access in the sequentially consistent order. Width is Word or Double.
    /// </summary>
    bool AtomicReadModifyWrite(
        AtomicOperation operation, TValue address, Width width, TValue operand, out TValue old);

    /// <summary>Loads (zero-extended) and reserves the address for this CPU. Width is Word or Double.</summary>
    bool LoadReserved(TValue address, Width width, out TValue value);

    /// <summary>
    /// Stores if the reservation still holds; <paramref name="failed"/> is 0 when it stored and 1 when not. The
    /// reservation is gone afterwards either way.
    /// </summary>
    bool StoreConditional(TValue address, Width width, TValue value, out TValue failed);

    /// <summary>Orders this CPU's earlier memory accesses before its later ones, as all other CPUs and devices see
    /// them.</summary>
    void MemoryFence();

    /// <summary>Goes on at <see cref="Pc"/> + <paramref name="offset"/> when the condition holds, else at
    /// <see cref="NextPc"/>.</summary>
    void BranchIf(TCondition condition, int offset);

    /// <summary>Goes on at <see cref="Pc"/> + <paramref name="offset"/>.</summary>
    void Jump(int offset);

    /// <summary>Goes on at an address computed at run time.</summary>
    void JumpIndirect(TValue target);
}
