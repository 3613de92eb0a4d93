namespace Emu.Chardev.Tests;

public sealed class SerialSpecificationTests
{
    [Theory]
    [InlineData("stdio", SerialKind.Stdio, "", false)]
    [InlineData("mon:stdio", SerialKind.Stdio, "", true)]
    [InlineData("null", SerialKind.Null, "", false)]
    [InlineData("none", SerialKind.None, "", false)]
    [InlineData("pty", SerialKind.Pty, "", false)]
    [InlineData("mon:pty", SerialKind.Pty, "", true)]
    [InlineData("file:/tmp/a,b:c", SerialKind.File, "/tmp/a,b:c", false)]
    public void Values_that_are_supported_are_understood(
        string value, SerialKind kind, string path, bool isMultiplexed) =>
        Assert.Equal(new SerialSpecification(kind, value, path, isMultiplexed), SerialSpecification.Parse(value));

    [Theory]
    [InlineData("", ChardevError.UnknownKind)]
    [InlineData("stdoi", ChardevError.UnknownKind)]
    [InlineData("STDIO", ChardevError.UnknownKind)]
    [InlineData("mon:", ChardevError.UnknownKind)]
    [InlineData("mon:none", ChardevError.UnknownKind)]
    [InlineData("mon:mon:stdio", ChardevError.UnknownKind)]
    [InlineData("file:", ChardevError.PathMissing)]
    [InlineData("stdio,signal=off", ChardevError.UnexpectedParameter)]
    [InlineData("null:x", ChardevError.UnexpectedParameter)]
    [InlineData("tcp:localhost:4444", ChardevError.NotSupported)]
    [InlineData("unix:/tmp/s,server", ChardevError.NotSupported)]
    [InlineData("vc:80Cx24C", ChardevError.NotSupported)]
    public void Others_are_refused_with_the_value_in_one_line(string value, ChardevError error)
    {
        ChardevException thrown = Assert.Throws<ChardevException>(() => SerialSpecification.Parse(value));
        Assert.Equal(error, thrown.Error);
        Assert.Contains($"'{value}'", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }
}
