using BenchmarkDotNet.Attributes;
using Emu.Engine.Cache;
using Emu.Guest.RiscV;
using Emu.Isa;
using Emu.Translate;
using Emu.Translate.Baseline;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;

namespace Emu.Bench;

/// <summary>
/// What translating costs, a guest instruction, by the baseline translator and by LLVM's cheap passes, and how much code
/// comes of it: loops as compilers write them (copy, length of a string, sum, binary search), each with its entry and
/// its exit. The figures of a whole boot are in the statistics: <c>-d stats</c>.
/// </summary>
[MemoryDiagnoser]
public unsafe class TranslationBenchmarks : IDisposable
{
    private const int Copies = 20, Spacing = 128;

    // ld a5,0(a1); addi; sd a5,0(a0); addi; bltu / lbu; addi; bnez / ld; addi; add; bne / sub; srai; add; sh3add; ld;
    // bltu; mv; j / ret
    private static readonly uint[] Loops =
    [
        0x0005_b783, 0x0085_8593, 0x00f5_3023, 0x0085_0513, 0xfec5_68e3, 0x0005_4783, 0x0015_0513, 0xfe07_9ce3,
        0x0005_3783, 0x0085_0513, 0x00f7_0733, 0xfeb5_1ae3, 0x40a5_87b3, 0x4017_d793, 0x00f5_07b3, 0x20c7_e7b3,
        0x0007_b783, 0x00e7_e663, 0x0007_8513, 0xfe1f_f06f, 0x0000_8067,
    ];

    // Offsets in the loops at which blocks begin.
    private static readonly int[] Heads = [0, 20, 32, 48, 72, 80];

    private readonly RegionSource source;
    private readonly ushort[] heads;
    private readonly BaselineTranslator baseline;
    private readonly BaselineCode code = new();
    private readonly RegionTranslator llvm = new(new TranslatorOptions());
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(BaselineTranslator.MostBytes, pinned: true);

    /// <summary>Makes what all runs share.</summary>
    public TranslationBenchmarks()
    {
        byte[] page = new byte[RegionSource.PageSize];
        for (int copy = 0; copy < Copies; copy++)
        {
            for (int i = 0; i < Loops.Length; i++)
                BitConverter.TryWriteBytes(page.AsSpan((copy * Spacing) + (i * sizeof(uint))), Loops[i]);
        }

        heads =
        [
            .. Enumerable.Range(0, Copies).SelectMany(copy => Heads.Select(head => (ushort)((copy * Spacing) + head))),
        ];
        GuestIsa isa = new IsaOptions().Isa;
        baseline = new BaselineTranslator(isa);
        source = new RegionSource
        {
            Page = page,
            PageHash = PageHash.Of(page),
            Entry = 0,
            Blocks = [.. heads.Select(head => new BlockHeat(head, 100))],
            Isa = isa,
        };
    }

    /// <summary>Tells how much code there is, and demands that all of the guest's was translated.</summary>
    [GlobalSetup]
    public void Report()
    {
        int bytes = Baseline();
        if (code.GuestInstructions != Loops.Length * Copies)
            throw new InvalidOperationException($"{code.GuestInstructions} instructions were translated");
        TranslatedRegion region = llvm.Translate(source, OptimizationLevel.Fast)!;
        Console.WriteLine($"baseline: {(double)bytes / code.GuestInstructions:F1} bytes a guest instruction");
        Console.WriteLine($"LLVM: {(double)region.Code.Length / region.GuestInstructions:F1} bytes a guest instruction");
    }

    /// <summary>The baseline translator, on a page of loops.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Copies * 21)]
    public int Baseline()
    {
        fixed (byte* start = buffer) baseline.Translate(source.Page, heads, start, buffer.Length, code);
        return code.Length;
    }

    /// <summary>LLVM, on the first of these loops and what it reaches.</summary>
    [Benchmark(OperationsPerInvoke = 21)]
    public int Llvm() => llvm.Translate(source, OptimizationLevel.Fast)!.Code.Length;

    /// <summary>Frees LLVM's part.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        llvm.Dispose();
        GC.SuppressFinalize(this);
    }
}
