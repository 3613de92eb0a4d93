using CsCheck;
using Emu.Guest.RiscV.Linux;
using Emu.Linux.Loading;

namespace Emu.Linux.Tests.Loading;

/// <summary>Files that nobody would make: an error or a sound load, and nothing else.</summary>
public sealed class LoaderFuzzTests : IDisposable
{
    private const long Iterations = 1500;

    private static readonly Gen<ulong> Hostile = Gen.OneOf(
        Gen.ULong, Gen.ULong[0, 0x4000], Gen.OneOfConst<ulong>(
            0, 1, 0xfff, 0x1000, 0x1001, 0x1_0000, 0x3f_ffff_f000, 0x40_0000_0000, 0x7fff_ffff_ffff_ffff,
            0x8000_0000_0000_0000, 0xffff_ffff_ffff_f000, ulong.MaxValue));

    private readonly ProgramFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Bits_turned_in_a_good_file_give_an_error_or_a_sound_load()
    {
        byte[] good = Good();
        Gen.Select(Gen.Int[0, 64 + (3 * 56) - 1], Gen.Byte).Array[1, 6].Sample(
            flips => Try([.. good], flips), iter: Iterations, threads: 1);
    }

    [Fact]
    public void A_file_cut_anywhere_gives_an_error_or_a_sound_load()
    {
        byte[] good = Good();
        Gen.Int[0, good.Length].Sample(length => Try(good[..length], []), iter: 400, threads: 1);
    }

    [Fact]
    public void Program_headers_of_any_values_give_an_error_or_a_sound_load() =>
        Gen.Select(
            Gen.OneOfConst(1u, 1u, 3u, 0x6474_e551u), Gen.UInt[0, 7], Hostile, Hostile, Hostile, Hostile, Hostile)
            .Array[1, 4].Sample(
                headers =>
                {
                    ElfDraft draft = new() { Type = (ushort)(2 + (headers.Length & 1)) };
                    foreach ((uint type, uint flags, ulong offset, ulong address, ulong size, ulong memory, ulong align)
                        in headers)
                        draft.Add(type, flags, offset, address, size, memory, align);
                    Try(draft.ToArray(), []);
                }, iter: Iterations, threads: 1);

    private static byte[] Good() => new ElfDraft()
        .Load(5, 0, 0x1_0000, 0x1234, 0x1234).Load(6, 0x1800, 0x1_2800, 0x900, 0x3000)
        .Add(0x6474_e551, 6, 0, 0, 0, 0, 16).ToArray();

    private void Try(byte[] file, (int Offset, byte Value)[] flips)
    {
        foreach ((int offset, byte value) in flips) file[offset] ^= value;
        using PreparedProgram? program = folder.Prepare(folder.Write("program", file), out ProgramError? error);
        Assert.Equal(program is null, error is not null);
        if (program?.Image is not { } image)
        {
            Assert.NotEmpty((error ?? program!.Refusal)!.Describe(RiscVLinux.Abi));
            Assert.True((error ?? program!.Refusal)!.Errno > 0);
            return;
        }

        ModelMemory memory = new();
        LoadedProgram? loaded = new ProgramLoader(memory, program, new LoadOptions { Abi = RiscVLinux.Abi }).Load(out error);
        if (loaded is null)
        {
            Assert.NotEmpty(error!.Describe(RiscVLinux.Abi));
            Assert.True(error.Errno > 0);
            return;
        }

        ulong bias = loaded.CodeStart - image.Start;
        foreach (ElfSegment segment in image.Segments)
        {
            Assert.NotNull(memory.ProtectionOf(segment.Address + bias));
            Assert.NotNull(memory.ProtectionOf(segment.End + bias - 1));
        }

        Assert.True(loaded.StackPointer % 16 == 0);
    }
}
