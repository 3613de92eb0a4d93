using Emu.Translate.Regions;

namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>Vectors in which one lane, or what lies above the lanes, is not like the others: where code for all lanes at once
/// has its boundaries.</summary>
public sealed class A64FloatLaneTests
{
    // Names that say what the result, in V0, and FPSR show, which are QEMU's.
    private static readonly Dictionary<string, Row> rows = new()
    {
        ["what is above two sums raises nothing"] = new(
            0x0e22_d420, new(0x7e96_7699_7fa0_0001, 0x4000_0000_3f80_0000), new(0x006c_e3ee_3f80_0000, 0x4040_0000_4000_0000), 0,
            new(0x0000_0000_0000_0000, 0x40a0_0000_4040_0000), 0x0),
        ["what is above two quotients raises nothing"] = new(
            0x2e22_fc20, new(0x0000_0000_0000_0000, 0x3f80_0000_40c0_0000), new(0x0000_0000_0000_0000, 0x4080_0000_4000_0000), 0,
            new(0x0000_0000_0000_0000, 0x3e80_0000_4040_0000), 0x0),
        ["what is above two comparisons raises nothing"] = new(
            0x2ea2_e420, new(0x7fc0_0123_7fc0_0123, 0x3f80_0000_4000_0000), new(0x3f80_0000_7fc0_0123, 0x3f80_0000_3f80_0000), 0,
            new(0x0000_0000_0000_0000, 0x0000_0000_ffff_ffff), 0x0),
        ["what is above two products and sums raises nothing"] = new(
            0x0e22_cc20, new(0x3f8c_cccd_7f80_0000, 0x4040_0000_4000_0000), new(0x3f8c_cccd_0000_0000, 0x40e0_0000_40a0_0000), new(0x0000_0000_7fa0_0001, 0x3f80_0000_3f80_0000),
            new(0x0000_0000_0000_0000, 0x41b0_0000_4130_0000), 0x0),
        ["what is above two conversions raises nothing"] = new(
            0x2ea1_b820, new(0x7fc0_0123_c0b0_0000, 0x4eff_ffff_40e0_0000), 0, 0,
            new(0x0000_0000_0000_0000, 0x7fff_ff80_0000_0007), 0x0),
        ["what is above two sums of pairs raises nothing"] = new(
            0x2e22_d420, new(0x7fa0_0001_7fa0_0001, 0x4000_0000_3f80_0000), new(0x7fa0_0001_7fa0_0001, 0x4080_0000_4040_0000), 0,
            new(0x0000_0000_0000_0000, 0x40e0_0000_4040_0000), 0x0),
        ["one NaN among four products keeps its payload"] = new(
            0x6e22_dc20, new(0x4080_0000_7fc0_0123, 0x4000_0000_3f80_0000), new(0x3e80_0000_3f80_0000, 0x4000_0000_3f00_0000), 0,
            new(0x3f80_0000_7fc0_0123, 0x4080_0000_3f00_0000), 0x0),
        ["one signalling NaN among four products is invalid"] = new(
            0x6e22_dc20, new(0x7fa0_0001_4040_0000, 0x4000_0000_3f80_0000), new(0x3e80_0000_3f80_0000, 0x4000_0000_3f00_0000), 0,
            new(0x7fe0_0001_4040_0000, 0x4080_0000_3f00_0000), 0x1),
        ["one product rounded up to the smallest number underflows"] = new(
            0x6e22_dc20, new(0x3f80_0000_3f80_0000, 0x0080_0001_3f80_0000), new(0x3f80_0000_3f80_0000, 0x3f7f_fffe_3f80_0000), 0,
            new(0x3f80_0000_3f80_0000, 0x0080_0000_3f80_0000), 0x18),
        ["integers saturate in the lanes that overflow"] = new(
            0x4ea1_b820, new(0xc000_0000_7fc0_0123, 0x4f32_d05e_3fc0_0000), 0, 0,
            new(0xffff_fffe_0000_0000, 0x7fff_ffff_0000_0001), 0x11),
        ["the least integer is exact"] = new(
            0x4ea1_b820, new(0x4040_0000_4000_0000, 0x3f80_0000_cf00_0000), 0, 0,
            new(0x0000_0003_0000_0002, 0x0000_0001_8000_0000), 0x0),
        ["halves round away from zero"] = new(
            0x4e21_c820, new(0x3eff_ffff_4020_0000, 0xbf00_0000_3f00_0000), 0, 0,
            new(0x0000_0000_0000_0003, 0xffff_ffff_0000_0001), 0x10),
        ["rounding to a whole number away from zero is never inexact"] = new(
            0x6e61_8820, new(0x8000_0000_0000_0000, 0x3fdf_ffff_ffff_ffff), 0, 0,
            new(0x8000_0000_0000_0000, 0x0000_0000_0000_0000), 0x0),
        ["a quiet comparison of one quiet NaN is not invalid"] = new(
            0x4e22_e420, new(0x4080_0000_0000_0000, 0x7fc0_0123_3f80_0000), new(0x40a0_0000_8000_0000, 0x7fc0_0123_3f80_0000), 0,
            new(0x0000_0000_ffff_ffff, 0x0000_0000_ffff_ffff), 0x0),
        ["a quiet comparison of one signalling NaN is invalid"] = new(
            0x4e22_e420, new(0x4080_0000_0000_0000, 0x7fa0_0001_3f80_0000), new(0x40a0_0000_8000_0000, 0x3f80_0000_3f80_0000), 0,
            new(0x0000_0000_ffff_ffff, 0x0000_0000_ffff_ffff), 0x1),
        ["the maximum of zeros is the positive one, and of a NaN the NaN"] = new(
            0x4e22_f420, new(0x3f80_0000_7fc0_0123, 0x0000_0000_8000_0000), new(0x4000_0000_4110_0000, 0x8000_0000_0000_0000), 0,
            new(0x4000_0000_7fc0_0123, 0x0000_0000_0000_0000), 0x0),
        ["infinity times zero counts as zero in a step"] = new(
            0x4ea2_fc20, new(0x3f80_0000_7e96_7699, 0x4000_0000_7f80_0000), new(0x3f80_0000_7e96_7699, 0x3e80_0000_0000_0000), 0,
            new(0x3f80_0000_ff80_0000, 0x3fa0_0000_3fc0_0000), 0x14),
        ["one half overflows"] = new(
            0x0e21_6820, new(0x4000_0000_3f80_0000, 0x477f_f000_477f_e000), 0, 0,
            new(0x0000_0000_0000_0000, 0x4000_3c00_7c00_7bff), 0x14),
        ["one half is tiny before rounding"] = new(
            0x0e21_6820, new(0x4000_0000_3f80_0000, 0x3f80_0000_387f_f000), 0, 0,
            new(0x0000_0000_0000_0000, 0x4000_3c00_3c00_0400), 0x18),
        ["a half's NaN becomes a single's"] = new(
            0x0e21_7820, new(0x0000_0000_0000_0000, 0x7e01_3c00_fc00_c000), 0, 0,
            new(0x7fc0_2000_3f80_0000, 0xff80_0000_c000_0000), 0x0),
        ["one unsigned integer has the highest bit"] = new(
            0x6e21_d820, new(0x0000_0003_0000_0002, 0x0000_0001_ffff_ffff), 0, 0,
            new(0x4040_0000_4000_0000, 0x3f80_0000_4f80_0000), 0x10),
        ["one of two singles is tiny before rounding"] = new(
            0x0e61_6820, new(0x3ff0_0000_0000_0000, 0x380f_ffff_ffff_ffff), 0, 0,
            new(0x0000_0000_0000_0000, 0x3f80_0000_0080_0000), 0x18),
    };

    public static TheoryData<string> Names => [.. rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Interpreted_lanes_are_computed_one_by_one(string name) => Check(name, null);

    [Theory]
    [MemberData(nameof(Names))]
    public void Lanes_in_baseline_code_are_as_if_computed_one_by_one(string name) => Check(name, OptimizationLevel.Baseline);

    [Theory]
    [MemberData(nameof(Names))]
    public void Lanes_translated_by_llvm_are_as_if_computed_one_by_one(string name) => Check(name, OptimizationLevel.Fast);

    private static void Check(string name, OptimizationLevel? level)
    {
        Row row = rows[name];
        UInt128[] vectors = new UInt128[32];
        (vectors[0], vectors[1], vectors[2]) = (row.Destination, row.First, row.Second);
        using A64Runner runner = new(level);
        A64Result result = runner.Run([new A64Case { Code = [row.Word], V = vectors }])[0];
        Assert.Equal(level is null ? 0 : 1, runner.Regions);
        Assert.Equal((row.Result, row.Flags), (result.V[0], result.FloatStatus));
    }

    private sealed record Row(
        uint Word, UInt128 First, UInt128 Second, UInt128 Destination, UInt128 Result, uint Flags);
}
