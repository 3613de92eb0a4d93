namespace Emu.Translate.Baseline.X64;

/// <summary>
/// Locked operations, on 4 bytes or 8 of memory, and the fence. Each is sequentially consistent (Intel SDM vol. 3,
/// 10.2).
/// </summary>
internal sealed unsafe partial class X64Assembler
{
    /// <summary>LOCK XADD: adds the register to memory; the register becomes what memory was.</summary>
    public void LockExchangeAdd(Memory memory, Gpr register, int bytes) =>
        RegisterMemory(PrefixLock | Map0F | 0xC1, Width(bytes == 8), (int)register, memory);

    /// <summary>XCHG with memory, which is locked without saying so.</summary>
    public void Exchange(Memory memory, Gpr register, int bytes) =>
        RegisterMemory(0x87, Width(bytes == 8), (int)register, memory);

    /// <summary>
    /// LOCK CMPXCHG: where memory equals rax, it becomes the register and ZF is set; else rax becomes what memory is.
    /// </summary>
    public void LockCompareExchange(Memory memory, Gpr register, int bytes) =>
        RegisterMemory(PrefixLock | Map0F | 0xB1, Width(bytes == 8), (int)register, memory);

    /// <summary>LOCK ADD, OR, AND, SUB or XOR, into memory. CMP writes nothing, so it has no locked form.</summary>
    public void LockAlu(Alu operation, Memory memory, Gpr register, int bytes) =>
        RegisterMemory(PrefixLock | ((uint)operation << 3) | 1, Width(bytes == 8), (int)register, memory);

    /// <summary>MFENCE: what was stored before is seen before anything is loaded after.</summary>
    public void MemoryFence() => cursor = WriteRegisters(Map0F | 0xAE, 0, 6, 0);
}
