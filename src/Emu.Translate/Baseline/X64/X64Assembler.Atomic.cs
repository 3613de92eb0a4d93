namespace Emu.Translate.Baseline.X64;

/// <summary>
/// Locked operations, on 1, 2, 4 or 8 bytes of memory, and the fence. Each is sequentially consistent (Intel SDM vol. 3,
/// 10.2).
/// </summary>
internal sealed unsafe partial class X64Assembler
{
    private const byte OperandSize = 0x66;

    /// <summary>LOCK XADD: adds the register to memory; the register becomes what memory was.</summary>
    public void LockExchangeAdd(Memory memory, Gpr register, int bytes) =>
        Sized(PrefixLock | Map0F | 0xC1, register, memory, bytes);

    /// <summary>XCHG with memory, which is locked without saying so.</summary>
    public void Exchange(Memory memory, Gpr register, int bytes) =>
        Sized(0x87, register, memory, bytes);

    /// <summary>
    /// LOCK CMPXCHG: where memory equals rax, it becomes the register and ZF is set; else rax becomes what memory is.
    /// </summary>
    public void LockCompareExchange(Memory memory, Gpr register, int bytes) =>
        Sized(PrefixLock | Map0F | 0xB1, register, memory, bytes);

    /// <summary>LOCK ADD, OR, AND, SUB or XOR, into memory. CMP writes nothing, so it has no locked form.</summary>
    public void LockAlu(Alu operation, Memory memory, Gpr register, int bytes) =>
        RegisterMemory(PrefixLock | ((uint)operation << 3) | 1, Width(bytes == 8), (int)register, memory);

    /// <summary>MFENCE: what was stored before is seen before anything is loaded after.</summary>
    public void MemoryFence() => cursor = WriteRegisters(Map0F | 0xAE, 0, 6, 0);

    // The opcode of bytes is the one before, and two bytes are four with another prefix.
    private void Sized(uint opcode, Gpr register, Memory memory, int bytes)
    {
        if (bytes == 2)
        {
            byte* p = Begin();
            *p = OperandSize;
            cursor = p + 1;
        }

        uint rex = bytes == 1 ? ByteRegister(register) : Width(bytes == 8);
        RegisterMemory(bytes == 1 ? opcode - 1 : opcode, rex, (int)register, memory);
    }
}
