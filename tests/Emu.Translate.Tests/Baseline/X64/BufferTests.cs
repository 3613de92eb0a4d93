using CsCheck;
using Emu.Translate.Baseline.X64;

namespace Emu.Translate.Tests.Baseline.X64;

/// <summary>Nothing is written outside the buffer, however much does not fit.</summary>
public sealed unsafe class BufferTests
{
    private const int Guard = 64;
    private const byte Untouched = 0xA5;

    [Fact]
    public void Code_that_does_not_fit_overflows_for_good_and_leaves_what_is_around_the_buffer() =>
        Gen.Select(Gen.Int[X64Assembler.LongestInstruction, 300], Gen.Int[0, 6].Array[0, 120]).Sample(
            (capacity, steps) =>
            {
                byte[] memory = GC.AllocateUninitializedArray<byte>(capacity + 2 * Guard, pinned: true);
                memory.AsSpan().Fill(Untouched);
                X64Assembler e = new(maximumLabels: 8);
                fixed (byte* start = memory)
                    e.Reset(start + Guard, capacity);
                bool overflowed = false;
                int last = e.NewLabel();
                foreach (int step in steps)
                {
                    Write(e, step, ref last);
                    Assert.True(e.Overflowed || !overflowed);
                    overflowed = e.Overflowed;
                    Assert.InRange(e.Position, 0, capacity);
                }

                Assert.Equal(-1, memory.AsSpan(0, Guard).IndexOfAnyExcept(Untouched));
                Assert.Equal(-1, memory.AsSpan(Guard + capacity).IndexOfAnyExcept(Untouched));
            },
            iter: 2000, threads: 1);

    [Fact]
    public void Room_for_so_many_instructions_is_room_for_the_longest_ones()
    {
        byte[] memory = GC.AllocateArray<byte>(3 * X64Assembler.LongestInstruction, pinned: true);
        X64Assembler e = new();
        fixed (byte* start = memory)
            e.Reset(start, memory.Length);
        Assert.True(e.HasRoom(3));
        Assert.False(e.HasRoom(4));
        e.Return();
        Assert.True(e.HasRoom(2));
        Assert.False(e.HasRoom(3));
    }

    [Fact]
    public void Too_many_labels_overflow_until_the_next_reset()
    {
        byte[] memory = GC.AllocateArray<byte>(64, pinned: true);
        X64Assembler e = new(maximumLabels: 2);
        fixed (byte* start = memory)
        {
            e.Reset(start, memory.Length);
            _ = e.NewLabel();
            _ = e.NewLabel();
            Assert.False(e.Overflowed);
            _ = e.NewLabel();
            Assert.True(e.Overflowed);
            Assert.False(e.HasRoom(1));
            e.Reset(start, memory.Length);
        }

        Assert.False(e.Overflowed);
        Assert.Equal(0, e.Position);
    }

    [Fact]
    public void A_buffer_that_cannot_hold_an_instruction_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new X64Assembler().Reset(null, 14));

    [Fact]
    public void Writing_code_allocates_nothing()
    {
        byte[] memory = GC.AllocateArray<byte>(4096, pinned: true);
        X64Assembler e = new();
        fixed (byte* start = memory)
        {
            WriteSome(e, start, memory.Length);
            long before = GC.GetAllocatedBytesForCurrentThread();
            WriteSome(e, start, memory.Length);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    private static void WriteSome(X64Assembler e, byte* start, int capacity)
    {
        e.Reset(start, capacity);
        int label = e.NewLabel();
        for (int i = 0; i < 150; i++)
            Write(e, i % 5, ref label);
        e.Bind(label);
        Assert.False(e.Overflowed);
    }

    private static void Write(X64Assembler e, int step, ref int label)
    {
        switch (step)
        {
            case 0: e.Alu(Alu.Add, true, new Memory(Gpr.R12, Gpr.R13, 8, 1 << 20), 1 << 20); break;
            case 1: e.MoveConstant(Gpr.R15, ulong.MaxValue / 3); break;
            case 2: e.JumpIf(Condition.E, label); break;
            case 3: e.Return(); break;
            case 4: e.LockExchangeAdd(new Memory(Gpr.Rbp, Gpr.Rbx, 1, -5), Gpr.R8, 8); break;
            case 5:
                e.Bind(label);
                label = e.NewLabel();
                break;
            default: e.MultiplyAdd(FusedMultiply.Add, true, Xmm.Xmm9, Xmm.Xmm1, Xmm.Xmm15); break;
        }
    }
}
