using System.Runtime.InteropServices;
using Emu.Isa;

namespace Emu.Engine.Code;

/// <summary>
/// A straight run of decoded instructions with one entry, in native memory; the instructions follow this header. It
/// lies within one physical page, except a block of one instruction that crosses into the next page.
/// </summary>
/// <remarks>Invariant of the unsafe code: a block, the blocks that it points to and the instructions behind it lie in
/// the <see cref="BlockArena"/> of the same CPU, which forgets all of them at once;
/// <see cref="DecodedInstruction.EndOfBlock"/> ends the instructions. <see cref="Code"/> belongs to a region of the
/// code store, which outlives the CPU's runner. Only the CPU's own thread follows the pointers.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 48)]
internal unsafe struct Block
{
    /// <summary>Block at the target of the branch or jump that ends this one; null until linked. Only blocks of the
    /// same page are linked.</summary>
    public Block* Taken;

    /// <summary>Block behind this one; null until linked.</summary>
    public Block* Following;

    /// <summary>Next block in the bucket of the code page.</summary>
    public Block* NextInBucket;

    /// <summary>Translated code that does what this block does and more; null when there is none.</summary>
    public void* Code;

    /// <summary>Offset of the first instruction in its physical page, in bytes.</summary>
    public ushort PageOffset;

    /// <summary>Guest instructions, without the <see cref="DecodedInstruction.EndOfBlock"/> that may follow them.</summary>
    public ushort Count;

    /// <summary>False for a block that other blocks must not link to: it depends on the translation of a second page,
    /// or on protection that changes inside its page.</summary>
    public bool IsLinkable;

    /// <summary>Executions until the runner looks for code of the block or has it translated; 1 when the block has code
    /// to run.</summary>
    public int Countdown;

    /// <summary>The block's executions in all at the moment when <see cref="Countdown"/> reaches 0.</summary>
    public uint Limit;

    /// <summary>Times that the interpreter has executed it.</summary>
    public readonly uint Executions => Limit - (uint)Countdown;

    /// <summary>Sets <see cref="Countdown"/> and keeps the number of executions so far.</summary>
    public void Arm(int countdown)
    {
        Limit = Executions + (uint)countdown;
        Countdown = countdown;
    }

    /// <summary>First instruction of a block.</summary>
    public static DecodedInstruction* Instructions(Block* block) => (DecodedInstruction*)(block + 1);
}
