using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Baseline;
using Emu.Translate.Baseline.X64;
using Emu.Translate.Regions;
using Flow = Emu.Isa.Flow;

namespace Emu.Translate;

/// <summary>
/// Translates blocks of a page in one pass, without looking back: the same instruction methods as the other engines',
/// at the pace at which code turns warm. For one thread at a time.
/// </summary>
/// <remarks>Invariant of the unsafe code: the buffer belongs to the caller and is used only until
/// <see cref="Translate(ReadOnlySpan{byte}, ReadOnlySpan{ushort}, byte*, int, BaselineCode)"/> returns; the writer gets
/// its capacity and writes nothing behind it.</remarks>
internal sealed unsafe class BaselineTranslator
{
    /// <summary>Bytes that all blocks of a page fit in, unless they overlap in a way that no compiler's do.</summary>
    public const int MostBytes = 1 << 20;

    private readonly GuestIsa isa;
    private readonly BaselineBodies bodies;
    private readonly HostWriter writer;
    private readonly List<ushort> accepted = [];

    // Page offsets of instructions that the interpreter executes, because their bodies are not written here (<see cref="LeftToNextEngineException"/>).
    private readonly HashSet<int> unwritten = [];

    /// <param name="isa">Instruction sets that the CPU has.</param>
    /// <param name="access">How the code reaches guest memory.</param>
    /// <exception cref="PlatformNotSupportedException">There is no writer for this host: see
    /// <see cref="IsSupported"/>.</exception>
    public BaselineTranslator(GuestIsa isa, MemoryAccess access = MemoryAccess.Tlb)
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("the baseline translator cannot write this host's code");
        this.isa = isa;
        bodies = BaselineBodies.Of(isa.Architecture);
        writer = new X64Writer(isa, Fma.IsSupported, access);
    }

    /// <summary>As <see cref="RegionSource.LooksAfterStores"/>, for what is translated from now on.</summary>
    public bool LooksAfterStores
    {
        get => writer.LooksAfterStores;
        set => writer.LooksAfterStores = value;
    }

    /// <summary>Whether code for this host can be written: x86-64 with the bit manipulation of its third level.</summary>
    public static bool IsSupported => RuntimeInformation.ProcessArchitecture == Architecture.X64
        && Bmi1.X64.IsSupported && Bmi2.X64.IsSupported && Lzcnt.X64.IsSupported && Popcnt.X64.IsSupported;

    /// <summary>
    /// Translates blocks of a page into one piece of code, independent of where it lies and of where the page lies in
    /// the guest. Each block's entry is called by the convention of <c>native/translated.c</c>.
    /// </summary>
    /// <param name="page">The page's 4096 bytes.</param>
    /// <param name="heads">Page offsets of the blocks' first instructions, ascending, even.</param>
    /// <param name="buffer">The memory that the code is written to.</param>
    /// <param name="capacity">Bytes that fit there.</param>
    /// <param name="result">Filled in: which blocks were translated, and what else there is to know.</param>
    /// <returns>False when no block could be translated, or not all fitted: nothing may be used then.</returns>
    public bool Translate(
        ReadOnlySpan<byte> page, ReadOnlySpan<ushort> heads, byte* buffer, int capacity, BaselineCode result)
    {
        unwritten.Clear();
        while (true)
        {
            try
            {
                return TryTranslate(page, heads, buffer, capacity, result);
            }
            catch (LeftToNextEngineException) when (unwritten.Add(writer.Instruction.Offset))
            {
                // The page is translated once more, with a side exit in place of that instruction.
            }
        }
    }

    private bool TryTranslate(
        ReadOnlySpan<byte> page, ReadOnlySpan<ushort> heads, byte* buffer, int capacity, BaselineCode result)
    {
        result.Clear();
        accepted.Clear();
        foreach (ushort head in heads)
        {
            if (GuestInstruction.TryDecode(isa, page, head, out GuestInstruction first)
                && !first.IsUntranslatable && !unwritten.Contains(head))
                accepted.Add(head);
        }

        if (accepted.Count == 0) return false;
        ReadOnlySpan<ushort> blocks = CollectionsMarshal.AsSpan(accepted);
        writer.BeginRegion(buffer, capacity, blocks);
        for (int block = 0; block < blocks.Length; block++)
        {
            writer.BeginBlock(block, blocks[block]);
            Translate(page, blocks[block], result);
        }

        while (writer.FindSecondForm() is var second and not HostWriter.NoBlock)
        {
            writer.BeginSecondForm(second, blocks[second]);
            Translate(page, blocks[second], result: null);
        }

        result.SetEntries(blocks);
        result.Length = writer.EndRegion(result.WritableEntryOffsets);
        return result.Length != 0;
    }

    // The result notes what is translated; null for what has been noted.
    private void Translate(ReadOnlySpan<byte> page, int offset, BaselineCode? result)
    {
        do
        {
            if (!GuestInstruction.TryDecode(isa, page, offset, out GuestInstruction instruction))
            {
                if (offset < RegionSource.PageSize) result?.AddRest(offset);
                break;
            }

            result?.Add(instruction);
            offset = instruction.End;
            writer.BeginInstruction(in instruction);
            if (unwritten.Contains(instruction.Offset)) writer.EndWithSideExit(SideExitCause.Untranslatable);
            else bodies.Write(writer, instruction.Decoded);
            if (!writer.IsOpen) return;
            writer.EndInstruction();
            if (instruction.Flow != Flow.Next) break;
        }
        while (writer.BlockAt(offset) == HostWriter.NoBlock);

        writer.GoOn(offset);
    }
}
