namespace Emu.Translate.Baseline.X64;

/// <summary>
/// Labels, jumps and calls. A label is a number. Until it is bound, the jumps to it form a list whose links lie in
/// their own displacements, so that nothing besides the code has to be remembered about them.
/// </summary>
internal sealed unsafe partial class X64Assembler
{
    private const int RelativeSize = 4;

    /// <summary>
    /// Of each label: the offset it is bound to, or the complement of its last jump's displacement's offset, or NoJump.
    /// </summary>
    private readonly int[] labels;

    private int labelCount;

    /// <summary>
    /// Of a label that is neither bound nor jumped to: the complement of an offset that no displacement has.
    /// </summary>
    private const int NoJump = ~0;

    /// <summary>Makes a label that is not bound yet. It lives until the next reset.</summary>
    public int NewLabel()
    {
        if (labelCount == labels.Length)
        {
            Overflowed = true;
            labelCount = 0;
        }

        labels[labelCount] = NoJump;
        return labelCount++;
    }

    /// <summary>Makes labels that are not bound yet, numbered one behind the other; returns the first.</summary>
    public int NewLabels(int count)
    {
        int first = NewLabel();
        for (int i = 1; i < count; i++) NewLabel();
        return first;
    }

    /// <summary>
    /// Makes the label mean the place of the next instruction, for the jumps before and after. Once per label.
    /// </summary>
    public void Bind(int label) => BindAt(label, Position);

    /// <summary>Makes the label mean the place of another one, which is bound.</summary>
    public void BindWith(int label, int bound) => BindAt(label, labels[bound]);

    private void BindAt(int label, int position)
    {
        if (Overflowed)
            return;
        int link = labels[label];
        while (link != NoJump)
        {
            int* displacement = (int*)(start + ~link);
            link = *displacement;
            *displacement = position - (int)((byte*)displacement - start) - RelativeSize;
        }

        labels[label] = position;
    }

    /// <summary>JMP to a label; with one byte of displacement where the label is bound and near.</summary>
    public void Jump(int label) => Branch(label, shortOpcode: 0xEB, nearOpcode: 0xE9);

    /// <summary>Jcc to a label; with one byte of displacement where the label is bound and near.</summary>
    public void JumpIf(Condition condition, int label) =>
        Branch(label, 0x70u + (uint)condition, Map0F | (0x80u + (uint)condition));

    /// <summary>CALL of a label.</summary>
    public void Call(int label) => Branch(label, 0, 0xE8);

    /// <summary>
    /// Jcc forward over at most 127 bytes, with one byte of displacement. The result goes to <see cref="BindShort"/>.
    /// </summary>
    public int JumpShortIf(Condition condition)
    {
        EndByte(WriteOpcode(Begin(), 0x70u + (uint)condition, 0), 0);
        return Position;
    }

    /// <summary>
    /// JMP forward over at most 127 bytes, with one byte of displacement. The result goes to <see cref="BindShort"/>.
    /// </summary>
    public int JumpShort()
    {
        EndByte(WriteOpcode(Begin(), 0xEB, 0), 0);
        return Position;
    }

    /// <summary>Makes a short jump lead to the next instruction.</summary>
    /// <exception cref="InvalidOperationException">
    /// That is more than 127 bytes away: a mistake in the calling code.
    /// </exception>
    public void BindShort(int jump)
    {
        if (Overflowed)
            return;
        int distance = Position - jump;
        if (distance > sbyte.MaxValue)
            throw new InvalidOperationException($"a short jump cannot pass over {distance} bytes");
        start[jump - 1] = (byte)distance;
    }

    /// <summary>JMP to the address in memory.</summary>
    public void JumpIndirect(Memory target) => RegisterMemory(0xFF, 0, 4, target);

    /// <summary>JMP to the address in a register.</summary>
    public void JumpIndirect(Gpr target) => Registers(0xFF, 0, 4, (int)target);

    /// <summary>CALL of the address in memory.</summary>
    public void CallIndirect(Memory target) => RegisterMemory(0xFF, 0, 2, target);

    /// <summary>CALL of the address in a register.</summary>
    public void CallIndirect(Gpr target) => Registers(0xFF, 0, 2, (int)target);

    /// <summary>LEA of the place that a label means, relative to the instruction.</summary>
    public void LeaLabel(Gpr destination, int label)
    {
        byte* p = WriteOpcode(Begin(), 0x8D, RexW | ((uint)destination >> 3 << 2));
        *p++ = (byte)((((int)destination & 7) << 3) | 5);
        EndRelative(p, label);
    }

    /// <summary>RET.</summary>
    public void Return() => cursor = WriteOpcode(Begin(), 0xC3, 0);

    /// <summary>PUSH of all 64 bits.</summary>
    public void Push(Gpr register) =>
        cursor = WriteOpcode(Begin(), 0x50u + ((uint)register & 7), (uint)register >> 3);

    /// <summary>POP of all 64 bits.</summary>
    public void Pop(Gpr register) =>
        cursor = WriteOpcode(Begin(), 0x58u + ((uint)register & 7), (uint)register >> 3);

    /// <summary>UD2: what must never run ends in an invalid-opcode exception.</summary>
    public void Breakpoint() => cursor = WriteOpcode(Begin(), Map0F | 0x0B, 0);

    /// <summary>PAUSE, for loops that wait.</summary>
    public void Pause() => cursor = WriteOpcode(Begin(), PrefixF3 | 0x90, 0);

    /// <summary>
    /// Writes a relative jump or call; the first opcode, with a byte of displacement, may be 0 for none.
    /// </summary>
    private void Branch(int label, uint shortOpcode, uint nearOpcode)
    {
        byte* p = Begin();
        int target = labels[label];
        int shortDistance = target - (int)(p + 2 - start);
        if (target >= 0 && shortDistance >= sbyte.MinValue && shortOpcode != 0)
        {
            EndByte(WriteOpcode(p, shortOpcode, 0), shortDistance);
            return;
        }

        EndRelative(WriteOpcode(p, nearOpcode, 0), label);
    }

    // Ends an instruction with four bytes for the distance to a label.
    private void EndRelative(byte* p, int label)
    {
        int target = labels[label], position = (int)(p - start);
        if (target < 0)
            labels[label] = ~position;
        EndInt(p, target >= 0 ? target - position - RelativeSize : target);
    }
}
