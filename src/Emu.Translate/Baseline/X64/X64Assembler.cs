namespace Emu.Translate.Baseline.X64;

/// <summary>
/// Writes x86-64 instructions into a buffer of the caller's. It encodes and nothing else: each method is one
/// instruction in the shortest form that means exactly it, and operands are the caller's business. It never allocates
/// after it was made. Where the buffer or the labels do not suffice, <see cref="Overflowed"/> becomes true and stays
/// so, further instructions overwrite each other inside the buffer, and what was written is worthless. For one thread
/// at a time.
/// </summary>
/// <remarks>
/// <para>Invariant of the unsafe code: the buffer belongs to the caller of <see cref="Reset"/> and stays where it is
/// until the next reset. Every instruction begins at or before <c>lastStart</c>, which lies
/// <see cref="LongestInstruction"/> bytes before the end of the buffer, and no method writes more than that. A
/// displacement that a label is resolved in was written by this object since the last reset.</para>
/// <para>Integer instructions take <c>wide</c>: 64 bits, else 32, which clears the upper half of a destination
/// register. Opcodes are those of Intel SDM vol. 2, chapters 3 to 6.</para>
/// </remarks>
internal sealed unsafe partial class X64Assembler
{
    /// <summary>
    /// The most bytes that an instruction has, in the architecture and so here (Intel SDM vol. 2, 2.3.11).
    /// </summary>
    public const int LongestInstruction = 15;

    private byte* start;
    private byte* cursor;
    private byte* lastStart;

    /// <summary>Makes an assembler without a buffer: <see cref="Reset"/> gives it one.</summary>
    /// <param name="maximumLabels">How many labels the code between two resets may have.</param>
    public X64Assembler(int maximumLabels = 1024) => labels = new int[maximumLabels];

    /// <summary>The bytes written so far, which is the offset at which the next instruction begins.</summary>
    public int Position => (int)(cursor - start);

    /// <summary>
    /// Whether the buffer or the labels did not suffice since the last reset; what was written is then worthless.
    /// </summary>
    public bool Overflowed { get; private set; }

    /// <summary>
    /// Begins anew, with no labels, at the start of a buffer that stays where it is until the next reset.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The buffer does not hold the longest instruction.</exception>
    public void Reset(byte* buffer, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, LongestInstruction);
        start = cursor = buffer;
        lastStart = buffer + capacity - LongestInstruction;
        labelCount = 0;
        Overflowed = false;
    }

    /// <summary>Whether so many further instructions fit, whatever they are.</summary>
    public bool HasRoom(int instructions) =>
        !Overflowed && lastStart - cursor >= (long)(instructions - 1) * LongestInstruction;
}
