using Emu.Testing;
using Emu.Translate.Regions;

namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>Signed pointers, by the emulator's own algorithm and by QARMA5, in each engine.</summary>
public sealed class A64PointerTests
{
    private const ulong Field = 0x007f_0000_0000_0000, ErrorField = 3UL << 53;
    private const int Cases = 200, Keys = 4;

    // pac and aut of x0 with x1, pacga x0, x0, x1; a key is added at bit 10.
    private const uint Pac = 0xdac1_0020, Aut = 0xdac1_1020, Xpaci = 0xdac1_43e0, Pacga = 0x9ac1_3000;
    private const uint Paciasp = 0xd503_233f, Autiasp = 0xd503_23bf, Retaa = 0xd65f_0bff, Nop = 0xd503_201f;

    /// <summary>Both algorithms, interpreted, in baseline code and translated by LLVM.</summary>
    public static TheoryData<string, OptimizationLevel?> Engines
    {
        get
        {
            TheoryData<string, OptimizationLevel?> data = [];
            foreach (string cpu in new[] { "max", "max,pauth-impdef=off" })
            {
                data.Add(cpu, null);
                data.Add(cpu, OptimizationLevel.Baseline);
                data.Add(cpu, OptimizationLevel.Fast);
            }

            return data;
        }
    }

    private static A64Runner Open(string cpu, OptimizationLevel? level)
    {
        Assert.True(Arm64Model.TryParse(cpu, out Arm64Model model, out string error), error);
        return new A64Runner(level, model);
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_signed_pointer_differs_only_in_its_field_and_is_authentic(string cpu, OptimizationLevel? level)
    {
        using A64Runner runner = Open(cpu, level);
        HashSet<ulong> codes = [];
        foreach ((ulong pointer, ulong modifier, uint key) in Operands(level))
        {
            ulong signed = Run(runner, pointer, modifier, Pac | (key << 10));
            Assert.Equal(pointer & ~Field, signed & ~Field);
            Assert.Equal(pointer, Run(runner, signed, modifier, Aut | (key << 10)));
            Assert.Equal(pointer, Run(runner, signed, modifier, Xpaci));
            codes.Add(signed & Field);
        }

        // Of 200 random codes of 7 bits some 100 are different ones, and of 20 some 18.
        Assert.True(codes.Count > (level == OptimizationLevel.Fast ? 10 : 60), $"only {codes.Count} codes");
    }

    [Theory, MemberData(nameof(Engines))]
    public void What_is_not_authentic_gets_the_error_of_its_key(string cpu, OptimizationLevel? level)
    {
        using A64Runner runner = Open(cpu, level);
        foreach ((ulong pointer, ulong modifier, uint key) in Operands(level))
        {
            ulong signed = Run(runner, pointer, modifier, Pac | (key << 10));
            ulong wrong = signed ^ (1UL << (48 + (int)(pointer % 7)));
            ulong error = (key & 1) == 0 ? 1UL << 53 : 2UL << 53;
            Assert.Equal((pointer & ~ErrorField) | error, Run(runner, wrong, modifier, Aut | (key << 10)));
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public void Another_modifier_or_key_seldom_gives_the_same_code(string cpu, OptimizationLevel? level)
    {
        using A64Runner runner = Open(cpu, level);
        int count = 0, same = 0;
        foreach ((ulong pointer, ulong modifier, uint key) in Operands(level))
        {
            ulong signed = Run(runner, pointer, modifier, Pac | (key << 10));
            count += 3;
            if (Run(runner, pointer, modifier ^ (1UL << (int)(pointer % 64)), Pac | (key << 10)) == signed) same++;
            if (Run(runner, pointer, modifier, Pac | ((key ^ 1) << 10)) == signed) same++;
            if (Run(runner, pointer ^ 16, modifier, Pac | (key << 10)) == (signed ^ 16)) same++;
        }

        Assert.True(same * 16 <= count + 32, $"{same} of {count} codes are the same");
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_pointer_that_is_signed_twice_is_not_authentic(string cpu, OptimizationLevel? level)
    {
        using A64Runner runner = Open(cpu, level);
        foreach ((ulong pointer, ulong modifier, uint key) in Operands(level))
        {
            ulong once = Run(runner, pointer, modifier, Pac | (key << 10));
            if (((once >> 48) & 0x7f) == 0) continue;
            ulong twice = Run(runner, once, modifier, Pac | (key << 10));
            Assert.Equal(once ^ (1UL << 54), twice);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_key_that_is_not_enabled_leaves_pointers_alone(string cpu, OptimizationLevel? level)
    {
        using A64Runner runner = Open(cpu, level);
        runner.Cpu.EnabledKeys = PointerKeys.Addresses & ~PointerKeys.Ib;
        Assert.Equal(PointerKeys.Addresses & ~PointerKeys.Ib, runner.Cpu.EnabledKeys);
        const uint keyB = 1 << 10;
        foreach ((ulong pointer, ulong modifier, _) in Operands(level))
        {
            ulong other = pointer ^ (modifier & Field);
            Assert.Equal(other, Run(runner, other, modifier, Pac | keyB));
            Assert.Equal(other, Run(runner, other, modifier, Aut | keyB));
            Assert.Equal(pointer, Run(runner, Run(runner, pointer, modifier, Pac), modifier, Aut));
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public void All_engines_compute_the_same(string cpu, OptimizationLevel? level)
    {
        using A64Runner runner = Open(cpu, level), interpreter = Open(cpu, null);
        interpreter.CopyKeys(runner);

        foreach ((ulong pointer, ulong modifier, uint key) in Operands(level))
        {
            foreach (uint word in new[] { Pac | (key << 10), Aut | (key << 10), Pacga })
            {
                ulong noise = pointer ^ (modifier << 3);
                Assert.Equal(Run(interpreter, noise, modifier, word), Run(runner, noise, modifier, word));
            }
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_function_that_signs_its_return_address_returns_and_does_not_with_another_stack(
        string cpu, OptimizationLevel? level)
    {
        using A64Runner runner = Open(cpu, level);
        ulong back = CpuCase.CodeAddress + 0x80;
        Assert.Equal(back, RunLink(runner, back, Paciasp, Nop, Autiasp, 0xd65f_03c0).Pc);
        Assert.Equal(back, RunLink(runner, back, Paciasp, Nop, Retaa).Pc);
        A64Result moved = RunLink(runner, back, Paciasp, 0x9100_43ff, Autiasp);
        Assert.True(moved.X[30] == back || (moved.X[30] & ErrorField) == 1UL << 53, $"{moved.X[30]:x}");
    }

    [Fact]
    public void Without_the_feature_hints_do_nothing_and_the_others_are_undefined()
    {
        using A64Runner runner = Open("cortex-a57", null);
        ulong back = CpuCase.CodeAddress + 0x80;
        Assert.Equal(back, RunLink(runner, back, Paciasp).X[30]);
        Assert.Equal(CpuStop.IllegalInstruction, RunLink(runner, back, Pac).Stop);
    }

    [Fact]
    public void Random_numbers_have_64_bits()
    {
        using A64Runner runner = Open("max", null);
        ulong seen = 0;
        for (int i = 0; i < 20; i++) seen |= Run(runner, 0, 0, 0xd53b_2400);
        Assert.True(ulong.PopCount(seen) > 56, $"{seen:x}");
    }

    [Fact]
    public void Qarma5_gives_the_published_code() => Assert.Equal(
        0xc003_b939_99b3_3765, QarmaCipher.Encrypt(
            0xfb62_3599_da6e_8127, 0x477d_469d_ec0b_8762, core: 0xec28_02d4_e0a4_88e9, whitening: 0x84be_85ce_9804_e94b));

    // Addresses of programs; fewer where each is translated by LLVM.
    private static IEnumerable<(ulong Pointer, ulong Modifier, uint Key)> Operands(OptimizationLevel? level)
    {
        Random random = new(83);
        for (int i = 0; i < (level == OptimizationLevel.Fast ? Cases / 10 : Cases); i++)
            yield return ((ulong)random.NextInt64(1L << 48) | (ulong)random.Next(256) << 56, (ulong)random.NextInt64(), (uint)(i % Keys));
    }

    private static ulong Run(A64Runner runner, ulong pointer, ulong modifier, uint word)
    {
        A64Case made = new() { Code = [word] };
        (made.X[0], made.X[1]) = (pointer, modifier);
        A64Result result = runner.Run([made])[0];
        Assert.Equal(CpuStop.Breakpoint, result.Stop);
        return result.X[0];
    }

    private static A64Result RunLink(A64Runner runner, ulong link, params uint[] code)
    {
        A64Case made = new() { Code = code };
        (made.X[30], made.X[31]) = (link, CpuCase.MemoryAddress);
        return runner.Run([made])[0];
    }
}
