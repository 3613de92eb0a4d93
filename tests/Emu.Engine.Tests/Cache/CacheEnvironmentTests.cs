using System.Reflection;
using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Guest.RiscV;

namespace Emu.Engine.Tests.Cache;

public sealed class CacheEnvironmentTests
{
    public static TheoryData<string> Fields => [.. StringProperties().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Fields))]
    public void Every_field_changes_the_key(string field)
    {
        CacheEnvironment other = StoreCases.Environment with { };
        PropertyInfo property = typeof(CacheEnvironment).GetProperty(field)!;
        property.SetValue(other, property.GetValue(other) + "x");
        Assert.NotEqual(StoreCases.Environment.Key, other.Key);
    }

    [Fact]
    public void Every_extension_changes_the_key()
    {
        HashSet<UInt128> keys = [KeyOf(Extensions.All)];
        for (uint bit = 1; bit < (uint)Extensions.All; bit <<= 1)
            Assert.True(keys.Add(KeyOf(Extensions.All & ~(Extensions)bit)), $"{(Extensions)bit}");

        static UInt128 KeyOf(Extensions extensions) =>
            CacheEnvironment.For(RiscVArchitecture.Instance, RiscVArchitecture.FeaturesOf(extensions), "v3", "19", "").Key;
    }

    [Fact]
    public void A_value_cannot_look_like_another_field()
    {
        CacheEnvironment split = StoreCases.Environment with { HostFeatures = "a", LlvmVersion = "b\ngenerator=0123" };
        CacheEnvironment merged = StoreCases.Environment with { HostFeatures = "a\nllvm=b", LlvmVersion = "" };
        Assert.NotEqual(split.Key, merged.Key);
        Assert.Equal(split.Text.Split('\n').Length, merged.Text.Split('\n').Length);
    }

    [Fact]
    public void The_build_has_hashed_the_code_generator() =>
        Assert.Matches(
            "^[0-9a-f]{32}$", CacheEnvironment.For(RiscVArchitecture.Instance, default, "v3", "19", "").GeneratorHash);

    private static IEnumerable<PropertyInfo> StringProperties() =>
        typeof(CacheEnvironment).GetProperties().Where(each => each.CanWrite && each.PropertyType == typeof(string));
}
