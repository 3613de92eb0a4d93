using CsCheck;
using Emu.Translate.Baseline.X64;
using Iced.Intel;
using static Emu.Translate.Tests.Baseline.X64.Names;
using Condition = Emu.Translate.Baseline.X64.Condition;

namespace Emu.Translate.Tests.Baseline.X64;

/// <summary>Jumps lead to where their labels are, and other control flow is what Iced reads.</summary>
public sealed class ControlEncodingTests
{
    private readonly Encoded _encoded = new();

    [Fact]
    public void Control_flow_without_a_label_is_itself()
    {
        foreach (Gpr register in Registers)
        {
            _encoded.Check(e => e.Push(register), $"push {Of(register, 8)}");
            _encoded.Check(e => e.Pop(register), $"pop {Of(register, 8)}");
            _encoded.Check(e => e.JumpIndirect(register), $"jmp {Of(register, 8)}");
            _encoded.Check(e => e.CallIndirect(register), $"call {Of(register, 8)}");
        }

        _encoded.Check(e => e.Return(), $"ret");
        _encoded.Check(e => e.Breakpoint(), $"ud2");
        _encoded.Check(e => e.Pause(), $"pause");
    }

    [Fact]
    public void Conditional_jumps_test_their_condition_forward_and_backward_near_and_far()
    {
        foreach (Condition condition in Conditions)
        {
            _encoded.Begin();
            X64Assembler e = _encoded.Assembler;
            int label = e.NewLabel();
            e.JumpIf(condition, label);
            e.Bind(label);
            e.JumpIf(condition, label);
            int skip = e.JumpShortIf(condition);
            e.BindShort(skip);
            Fill(e, 200);
            e.JumpIf(condition, label);
            List<Instruction> jumps = [.. _encoded.All().Where(instruction => instruction.Mnemonic != Mnemonic.Ret)];
            Assert.Equal([6UL, 6UL, 10UL, 6UL], jumps.Select(jump => jump.NearBranchTarget));
            Assert.Equal([6, 2, 2, 6], jumps.Select(jump => jump.Length));
            Assert.All(jumps, jump => Assert.Equal((int)condition, (int)jump.ConditionCode switch
            {
                0 => throw new InvalidOperationException("not a conditional jump"),
                int code => code - (int)ConditionCode.o,
            }));
        }
    }

    [Theory]
    [InlineData(126, 2)]
    [InlineData(127, 5)]
    public void A_jump_back_is_short_as_far_as_a_byte_reaches(int between, int length)
    {
        _encoded.Begin();
        X64Assembler e = _encoded.Assembler;
        int label = e.NewLabel();
        e.Bind(label);
        Fill(e, between);
        e.Jump(label);
        Instruction jump = _encoded.All()[^1];
        Assert.Equal(0UL, jump.NearBranchTarget);
        Assert.Equal(length, jump.Length);
    }

    [Fact]
    public void A_short_jump_forward_passes_over_as_much_as_a_byte_reaches_and_no_more()
    {
        _encoded.Begin();
        X64Assembler e = _encoded.Assembler;
        int jump = e.JumpShort();
        Fill(e, 127);
        e.BindShort(jump);
        Assert.Equal(129UL, _encoded.All()[0].NearBranchTarget);
        Fill(e, 1);
        Assert.Throws<InvalidOperationException>(() => e.BindShort(jump));
    }

    [Fact]
    public void Any_mixture_of_jumps_calls_addresses_and_labels_leads_where_the_labels_are()
    {
        const int Labels = 6;
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, Labels - 1], Gen.Int[0, 90]).Array[1, 60].Sample(
            steps =>
            {
                _encoded.Begin();
                X64Assembler e = _encoded.Assembler;
                int[] labels = [.. Enumerable.Range(0, Labels).Select(_ => e.NewLabel())];
                ulong?[] bound = new ulong?[Labels];
                List<int> expected = [];
                foreach ((int kind, int which, int bytes) in steps)
                {
                    if (kind == 0 && bound[which] is null)
                    {
                        bound[which] = (ulong)e.Position;
                        e.Bind(labels[which]);
                    }

                    Fill(e, bytes / 3);
                    switch (kind)
                    {
                        case 1: e.Jump(labels[which]); break;
                        case 2: e.JumpIf((Condition)(bytes % 16), labels[which]); break;
                        case 3: e.Call(labels[which]); break;
                        case 4: e.LeaLabel((Gpr)(bytes % 16), labels[which]); break;
                        default: continue;
                    }

                    expected.Add(which);
                }

                for (int which = 0; which < Labels; which++)
                {
                    if (bound[which] is not null)
                        continue;
                    bound[which] = (ulong)e.Position;
                    e.Bind(labels[which]);
                }

                List<Instruction> written = _encoded.All();
                Assert.Equal(
                    expected.Select(which => bound[which]!.Value),
                    written.Where(instruction => instruction.Mnemonic != Mnemonic.Ret)
                        .Select(instruction => instruction.Mnemonic == Mnemonic.Lea ? instruction.IPRelativeMemoryAddress : instruction.NearBranchTarget));
                Assert.Equal(
                    steps.Where(step => step.Item1 == 4).Select(step => ((Gpr)(step.Item3 % 16)).ToString()),
                    written.Where(instruction => instruction.Mnemonic == Mnemonic.Lea).Select(instruction => instruction.Op0Register.ToString()),
                    StringComparer.OrdinalIgnoreCase);
            },
            iter: 500, threads: 1);
    }

    private static void Fill(X64Assembler e, int bytes)
    {
        for (int i = 0; i < bytes; i++)
            e.Return();
    }
}
