using System.Text;
using System.Text.Json;
using Emu.Model.State;

namespace Emu.Model.Tests;

public class StateTests
{
    [Fact]
    public void What_was_saved_is_loaded_with_all_members_of_bases_and_parts()
    {
        SampleDevice device = new() { Features = ulong.MaxValue, Mode = OnOffAuto.Off, Offset = -5 };
        device.Levels[2] = 7;
        device.Bytes[3] = 255;
        device.Part.IsSet = true;
        device.Parts[1].IsSet = true;
        SampleDevice loaded = Load(Save(device));
        Assert.Equal((ulong.MaxValue, OnOffAuto.Off, -5), (loaded.Features, loaded.Mode, loaded.Offset));
        Assert.Equal([0u, 0u, 7u], loaded.Levels);
        Assert.Equal([0, 0, 0, 255], loaded.Bytes);
        Assert.True(loaded.Part.IsSet && loaded.Parts[1].IsSet && !loaded.Parts[0].IsSet);
        Assert.Equal(1, loaded.TimesLoaded);
    }

    [Theory]
    [InlineData("\"features\":0,", "", "'features' is missing")]
    [InlineData("\"features\":0", "\"features\":0,\"other\":1", "'other' is not known")]
    [InlineData("\"features\":0", "\"features\":-1", "features: -1 is out of range")]
    [InlineData("\"features\":0", "\"features\":\"x\"", "features: ")]
    [InlineData("[0,0,0]", "[0,0]", "Levels: 2 items instead of 3")]
    [InlineData("\"AAAAAA==\"", "\"AAAA\"", "Bytes: 3 bytes instead of 4")]
    public void A_state_that_does_not_fit_is_refused_by_the_name_of_the_member(string old, string changed, string expected)
    {
        string saved = Save(new SampleDevice());
        Assert.Contains(old, saved);
        Assert.Contains(expected, Assert.Throws<StateException>(() => Load(saved.Replace(old, changed))).Message);
    }

    [Fact]
    public void An_optional_member_may_be_missing()
    {
        string saved = Save(new SampleDevice());
        Assert.Contains(",\"Offset\":0", saved);
        Assert.Equal(0, Load(saved.Replace(",\"Offset\":0", "")).Offset);
    }

    private static string Save(SampleDevice device)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream)) StateFormat.Save(SampleDevice.ModelMembers.State, device, writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static SampleDevice Load(string saved)
    {
        SampleDevice device = new();
        using JsonDocument document = JsonDocument.Parse(saved);
        StateFormat.Load(SampleDevice.ModelMembers.State, device, document.RootElement);
        return device;
    }
}
