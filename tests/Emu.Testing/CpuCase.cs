namespace Emu.Testing;

/// <summary>
/// A few instructions and the state of a user-mode CPU before them: what a test hands to an engine and to an
/// oracle alike.
/// </summary>
/// <remarks>
/// The code runs at <see cref="CodeAddress"/>, in a page that is otherwise full of <c>c.ebreak</c>, until it meets
/// a breakpoint or a trap. The only data it may touch are the <see cref="MemorySize"/> bytes at <see
/// cref="MemoryAddress"/>; their page has more bytes, which nobody checks, and the pages around are unmapped. The
/// code must not make system calls nor loop forever.
/// </remarks>
public sealed record CpuCase
{
    /// <summary>Virtual address of the first instruction, in the middle of its page.</summary>
    public const ulong CodeAddress = 0x4000_0800;

    /// <summary>Bytes of code that a case may have.</summary>
    public const int CodeCapacity = 256;

    /// <summary>Virtual address of the memory that the code may access.</summary>
    public const ulong MemoryAddress = 0x5000_0000;

    /// <summary>Bytes of that memory.</summary>
    public const int MemorySize = 128;

    /// <summary>Instruction words; a compressed instruction has a zero upper half.</summary>
    public required IReadOnlyList<uint> Code { get; init; }

    /// <summary>Offsets in bytes at which translated blocks begin, 0 among them; when there are none, each instruction is a
    /// block.</summary>
    public IReadOnlyList<int> Heads { get; init; } = [];

    /// <summary>The 32 integer registers; entry 0 is ignored.</summary>
    public ulong[] X { get; init; } = new ulong[32];

    /// <summary>The 32 floating-point registers.</summary>
    public ulong[] F { get; init; } = new ulong[32];

    /// <summary><c>frm</c> in bits 7 to 5, <c>fflags</c> below.</summary>
    public uint Fcsr { get; init; }

    /// <summary>What the memory holds, up to <see cref="MemorySize"/> bytes; the rest is zero.</summary>
    public byte[] Memory { get; init; } = [];

    /// <summary>The bytes at <see cref="CodeAddress"/>.</summary>
    /// <exception cref="ArgumentException">There is more code than <see cref="CodeCapacity"/>.</exception>
    public byte[] CodeBytes()
    {
        List<byte> bytes = [];
        foreach (uint word in Code)
        {
            bytes.AddRange([(byte)word, (byte)(word >> 8)]);
            if ((word & 3) == 3)
                bytes.AddRange([(byte)(word >> 16), (byte)(word >> 24)]);
        }

        if (bytes.Count > CodeCapacity)
            throw new ArgumentException($"The case has {bytes.Count} bytes of code; at most {CodeCapacity} fit.");
        return [.. bytes];
    }

    /// <summary>Words and non-zero registers, for the message of a failing test.</summary>
    public override string ToString()
    {
        IEnumerable<string> registers = Enumerable.Range(1, 31).Where(i => X[i] != 0).Select(i => $"x{i}={X[i]:x}")
            .Concat(Enumerable.Range(0, 32).Where(i => F[i] != 0).Select(i => $"f{i}={F[i]:x}"));
        return $"[{string.Join(' ', Code.Select(word => $"{word:x8}"))}] fcsr={Fcsr:x} {string.Join(' ', registers)}";
    }
}
