using Emu.Isa;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests.Reference;

/// <summary>The state of a user-mode hart that runs one <see cref="CpuCase"/>.</summary>
internal sealed class ReferenceHart
{
    private const ulong PageSize = 4096;
    private const ulong CodePage = CpuCase.CodeAddress & ~(PageSize - 1);

    private readonly byte[] code = new byte[PageSize];
    private readonly Dictionary<ulong, byte> memory = [];

    public ReferenceHart(CpuCase source)
    {
        source.X.CopyTo(X, 0);
        X[0] = 0;
        source.F.CopyTo(F, 0);
        Fcsr = source.Fcsr;
        for (int i = 0; i < CpuCase.MemorySize; i++)
            memory[CpuCase.MemoryAddress + (ulong)i] = i < source.Memory.Length ? source.Memory[i] : (byte)0;
        for (int i = 0; i < code.Length; i++)
            code[i] = (byte)(RiscVWord.CEbreak >> (8 * (i & 1)));
        source.CodeBytes().CopyTo(code, (int)(CpuCase.CodeAddress - CodePage));
    }

    public ulong[] X { get; } = new ulong[32];

    public ulong[] F { get; } = new ulong[32];

    public uint Fcsr { get; set; }

    /// <summary>Address of the instruction that executes, and afterwards of the one after it.</summary>
    public ulong Pc { get; set; } = CpuCase.CodeAddress;

    /// <summary>Why the case is over, when it is.</summary>
    public CpuStop? Stop { get; set; }

    /// <summary>Address and width of the reservation, if there is one.</summary>
    public (ulong Address, Width Width)? Reservation { get; set; }

    /// <summary>The instruction word at the pc; false when it is not mapped.</summary>
    public bool TryFetch(out uint word)
    {
        ulong offset = Pc - CodePage;
        word = 0;
        if (offset >= PageSize)
            return false;
        word = BitConverter.ToUInt16(code, (int)offset);
        if ((word & 3) != 3)
            return true;
        if (offset + 2 >= PageSize)
            return false;
        word |= (uint)BitConverter.ToUInt16(code, (int)offset + 2) << 16;
        return true;
    }

    /// <summary>Reads little-endian bytes; stops the hart and returns false when one is not mapped.</summary>
    public bool TryRead(ulong address, int count, out ulong value)
    {
        value = 0;
        if (!IsMapped(address, count))
            return false;
        for (int i = 0; i < count; i++)
            value |= (ulong)memory[address + (ulong)i] << (8 * i);
        return true;
    }

    /// <summary>Writes little-endian bytes; stops the hart and returns false when one is not mapped.</summary>
    public bool TryWrite(ulong address, int count, ulong value)
    {
        if (!IsMapped(address, count))
            return false;
        for (int i = 0; i < count; i++)
            memory[address + (ulong)i] = (byte)(value >> (8 * i));
        return true;
    }

    /// <summary>The result, once the hart has stopped.</summary>
    public CpuResult ToResult() => new()
    {
        Stop = Stop ?? throw new InvalidOperationException("The hart still runs."),
        Pc = Pc,
        X = X,
        F = F,
        Fcsr = Fcsr,
        Memory = [.. Enumerable.Range(0, CpuCase.MemorySize).Select(i => memory[CpuCase.MemoryAddress + (ulong)i])],
    };

    private bool IsMapped(ulong address, int count)
    {
        bool mapped = true;
        for (int i = 0; i < count; i++)
        {
            ulong place = address + (ulong)i;
            if (memory.ContainsKey(place))
                continue;
            if (place - CpuCase.MemoryAddress < PageSize || place - CodePage < PageSize)
                throw new InvalidOperationException($"The case accesses 0x{place:x}, which it must not.");
            mapped = false;
        }

        if (!mapped)
            Stop = CpuStop.Unmapped;
        return mapped;
    }
}
