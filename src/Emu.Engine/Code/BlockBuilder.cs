using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Engine.Debugging;
using Emu.Isa;
using Emu.Translate.Inspection;

namespace Emu.Engine.Code;

/// <summary>Decodes guest instructions into blocks. Used on one CPU's own thread.</summary>
/// <remarks>Invariant of the unsafe code: blocks are made in the arena with room for their instructions and the end
/// behind them, which the caller has asked for; bytes are read within the page that they belong to.</remarks>
internal sealed unsafe class BlockBuilder(Cpu cpu, CodePages pages, FetchTable fetches, BlockArena arena)
{
    /// <summary>Bounds the time between two looks at <c>Requests</c>.</summary>
    private const int MaxInstructions = 64;

    /// <summary>Most bytes of a block.</summary>
    public static readonly int MostBytes = BytesOf(MaxInstructions);

    private const ulong PageOffsetMask = AddressMap.PageSize - 1;

    private readonly GuestIsa isa = cpu.Model.Isa;
    private readonly DecodedInstruction[] decoded = new DecodedInstruction[MaxInstructions + 1];

    /// <summary>Whether the arena may not have the room that building a block takes.</summary>
    public bool IsFull => arena.IsFull(2 * BytesOf(MaxInstructions));

    /// <summary>Whether the block that was built last has bytes of a page that is not guarded
    /// (<see cref="PageGuard.Unguarded"/>).</summary>
    public bool IsUnguarded { get; private set; }

    /// <summary>Decodes the block that starts at an address of a page. Null when the rest of its first instruction, in
    /// the next page, faults.</summary>
    public Block* Build(CodePage page, ulong pc) => Build(page, pc, MaxInstructions, points: null, into: null);

    /// <summary>Decodes a block that ends before the next breakpoint into memory of the caller's, for at most
    /// <see cref="MaxInstructions"/> instructions and the end. Nobody may link to it. Null as in the other
    /// form.</summary>
    public Block* BuildBeforeBreakpoint(CodePage page, ulong pc, DebugPoints points, Block* into)
    {
        Block* block = Build(page, pc, MaxInstructions, points, into);
        if (block != null) block->IsLinkable = false;
        return block;
    }

    /// <summary>Decodes a block of one instruction that is not to be remembered, for pages of which only parts are
    /// protected. Null when the fetch of a part of it faults.</summary>
    public Block* BuildSingle(CodePage page, ulong pc)
    {
        Block* block = Build(page, pc, 1, points: null, into: null);
        if (block != null) block->IsLinkable = false;
        return block;
    }

    /// <summary>
    /// Decodes the one instruction at an address into a block of the caller's, which has room for it and the end. False
    /// when the fetch faulted.
    /// </summary>
    public bool Decode(ulong pc, Block* into)
    {
        CodePage? page = fetches.Fetch(pc, out bool isWhole);
        if (page is null) return false;
        uint offset = (uint)(pc & PageOffsetMask);
        *into = new Block { PageOffset = (ushort)offset, Count = 1 };
        DecodedInstruction* instructions = Block.Instructions(into);
        int length = Decode(page, offset, pc, checkPieces: !isWhole, out instructions[0]);
        if (length == 0) return false;
        instructions[1] = EndBehind((uint)length);
        return true;
    }

    /// <summary>Whether the bytes of a block's page are still those that it was decoded from.</summary>
    public bool IsAsDecoded(CodePage page, Block* block)
    {
        byte* at = page.Host + block->PageOffset;
        DecodedInstruction* instruction = Block.Instructions(block);
        for (int i = 0; i < block->Count; i++, instruction++)
        {
            int length = instruction[1].BlockOffset - instruction->BlockOffset;
            bool isSame = length switch
            {
                sizeof(ushort) => *(ushort*)at == instruction->Raw,
                sizeof(uint) => *(uint*)at == instruction->Raw,
                _ => isa.Decode(new ReadOnlySpan<byte>(at, length), out DecodedInstruction again) == length
                    && again.IsSameAs(*instruction),
            };
            if (!isSame) return false;
            at += length;
        }

        return true;
    }

    private static int BytesOf(int instructions) =>
        sizeof(Block) + ((instructions + 1) * sizeof(DecodedInstruction));

    private static DecodedInstruction EndBehind(uint length) =>
        new() { Operation = DecodedInstruction.EndOfBlock, BlockOffset = (ushort)length };

    private static ReadOnlySpan<byte> BytesFrom(CodePage page, uint offset) => page.Bytes[(int)offset..];

    private Block* Build(CodePage page, ulong pc, int limit, DebugPoints? points, Block* into)
    {
        uint start = (uint)(pc & PageOffsetMask), offset = start;
        uint most = Math.Min((uint)(limit * isa.Architecture.LongestInstruction), (uint)AddressMap.PageSize - start);
        pages.Hold(page, CodeTracker.Lines(start, most));
        IsUnguarded = page.Checks != 0;
        int count = 0;
        bool crosses = false, open = true;
        while (open && count < limit && offset < AddressMap.PageSize)
        {
            if (count != 0 && points?.IsBreakpoint(pc + (offset - start)) == true) break;
            ref DecodedInstruction instruction = ref decoded[count];
            int length = isa.Decode(BytesFrom(page, offset), out instruction);
            crosses = length == 0;
            if (crosses && count > 0)
            {
                crosses = false;
                break;
            }

            if (crosses || limit == 1) length = Decode(page, offset, pc, checkPieces: limit == 1, out instruction);
            if (length == 0) return null;
            count++;
            instruction.BlockOffset = (ushort)(offset - start);
            offset += (uint)length;
            open = isa.Architecture.FactsOf(instruction).Flow == Flow.Next;
        }

        if (Log.IsEnabled(LogItems.InAsm)) Disassemble(pc, count);
        Block* block = into == null ? (Block*)arena.Allocate(BytesOf(count)) : into;
        *block = default;
        block->PageOffset = (ushort)start;
        block->Count = (ushort)count;
        block->IsLinkable = !crosses;
        block->Arm(int.MaxValue);
        decoded[count] = EndBehind(offset - start);
        decoded.AsSpan(0, count + 1).CopyTo(new Span<DecodedInstruction>(Block.Instructions(block), count + 1));
        return block;
    }

    // Decodes the instruction at an offset of the page, which may end in the next one. Its length; 0 when its rest
    // faults.
    private int Decode(CodePage page, uint offset, ulong pc, bool checkPieces, out DecodedInstruction instruction)
    {
        ReadOnlySpan<byte> here = BytesFrom(page, offset);
        int length = isa.Decode(here, out instruction);
        if (length == 0)
        {
            Span<byte> both = stackalloc byte[2 * isa.Architecture.LongestInstruction];
            here.CopyTo(both);
            int rest = Fetch(pc + (ulong)here.Length, both[here.Length..]);
            if (rest == 0) return 0;
            return isa.Decode(both[..(here.Length + rest)], out instruction);
        }

        return !checkPieces || MayFetch(page, offset, pc, length) ? length : 0;
    }

    // Checks each piece of an instruction, for pages of which only parts are protected. False when it has faulted.
    private bool MayFetch(CodePage page, uint offset, ulong pc, int length)
    {
        int piece = isa.Architecture.InstructionAlignment;
        for (int at = piece; at < length; at += piece)
        {
            var address = new PhysicalAddress(page.Address + offset + (ulong)at);
            if (cpu.CheckPhysicalAccess(address, (ulong)piece, AccessKind.Fetch)) continue;
            cpu.RaiseAccessFault(AccessKind.Fetch, pc + (ulong)at);
            return false;
        }

        return true;
    }

    // Copies the first bytes of the second page of an instruction that straddles two. How many; 0 when the fetch
    // faults.
    private int Fetch(ulong address, Span<byte> bytes)
    {
        CodePage? page = fetches.Fetch(address, out _);
        if (page is null) return 0;
        int piece = isa.Architecture.InstructionAlignment;
        int length = Math.Min(bytes.Length, isa.Architecture.LongestInstruction - piece);
        // Blocks that begin before it are found under the pieces of an instruction that may come before.
        for (int at = piece; at <= length; at += piece) page.NoteJump(address - (ulong)at);
        pages.Hold(page, CodeTracker.Lines(0, (uint)length));
        IsUnguarded |= page.Checks != 0;
        page.Bytes[..length].CopyTo(bytes);
        return length;
    }

    private void Disassemble(ulong pc, int count)
    {
        Log.Write(LogItems.InAsm, "----------------\nIN:");
        foreach (DecodedInstruction instruction in decoded.AsSpan(0, count))
        {
            ulong address = pc + instruction.BlockOffset;
            string text = isa.Disassemble(instruction, address);
            string word = GuestListing.Encoding(isa, instruction);
            Log.Write(LogItems.InAsm, $"0x{address:x16}:  {word}  {text}");
        }
    }
}
