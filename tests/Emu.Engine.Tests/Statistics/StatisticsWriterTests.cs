using System.Text.Json;
using Emu.Engine.Statistics;
using Emu.Translate.Abi;

namespace Emu.Engine.Tests.Statistics;

/// <summary>How the engines' figures are shown.</summary>
public sealed class StatisticsWriterTests
{
    private static readonly EngineStatistics Figures = new()
    {
        InterpretedInstructions = 1_234_567,
        TranslatedInstructions = ulong.MaxValue,
        Refused = [.. Enum.GetValues<RegionRefusal>().Select(refusal => 10 + (ulong)refusal)],
        SideExits = [.. Enum.GetValues<SideExitCause>().Select(cause => 20 + (ulong)cause)],
        CompileTime = TimeSpan.FromMilliseconds(1500),
    };

    [Fact]
    public void Programs_get_an_object_of_groups_with_exact_numbers_and_seconds()
    {
        using MemoryStream output = new();
        StatisticsWriter.WriteJson(Figures, output);
        Assert.Equal((byte)'\n', output.ToArray()[^1]);
        using JsonDocument document = JsonDocument.Parse(output.ToArray());
        JsonElement root = document.RootElement;
        Assert.Equal(1_234_567u, root.GetProperty("instructions").GetProperty("interpreted").GetUInt64());
        Assert.Equal(ulong.MaxValue, root.GetProperty("instructions").GetProperty("translated").GetUInt64());
        Assert.Equal(10u, root.GetProperty("refused").GetProperty("nothingToTranslate").GetUInt64());
        Assert.Equal(15u, root.GetProperty("refused").GetProperty("damaged").GetUInt64());
        Assert.Equal(21u, root.GetProperty("sideExits").GetProperty("load").GetUInt64());
        Assert.Equal(25u, root.GetProperty("sideExits").GetProperty("floatEnvironment").GetUInt64());
        Assert.False(root.GetProperty("sideExits").TryGetProperty("none", out _));
        Assert.Equal(1.5, root.GetProperty("seconds").GetProperty("compiling").GetDouble());
    }

    [Fact]
    public void People_get_a_table_whose_columns_line_up()
    {
        string[] lines = [.. StatisticsWriter.Table(Figures)];
        string[] items = [.. lines.Where(line => line.StartsWith(' '))];
        Assert.Contains("side exits", lines);
        Assert.Contains(items, line => line.Contains("interpreted") && line.EndsWith(" 1,234,567"));
        Assert.Contains(items, line => line.Contains("compiling") && line.EndsWith(" 1.500000"));
        // The longest number there is makes its own line longer.
        Assert.Single(items.Where(line => !line.Contains("translated ")).Select(line => line.Length).Distinct());
    }
}
