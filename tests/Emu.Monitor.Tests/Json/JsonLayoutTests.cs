using System.Text;
using Emu.Monitor.Json;

namespace Emu.Monitor.Tests.Json;

/// <summary>How JSON looks to clients.</summary>
public sealed class JsonLayoutTests
{
    [Theory]
    [InlineData("{\"a\":[1,2,{}],\"b\":[]}", "{\"a\": [1, 2, {}], \"b\": []}")]
    [InlineData("\"a,b:c{\\\"\\\\\"", "\"a,b:c{\\\"\\\\\"")]
    [InlineData("\"é😀\"", "\"\\u00E9\\uD83D\\uDE00\"")]
    public void One_line_has_a_space_behind_colons_and_commas_and_is_ASCII(string compact, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(JsonLayout.Write(Encoding.UTF8.GetBytes(compact), isPretty: false)));

    [Fact]
    public void The_pretty_form_has_a_line_a_member_and_breaks_empty_objects_too() => Assert.Equal(
        """
        {
            "a": [
                1,
                2
            ],
            "b": {
            }
        }
        """.ReplaceLineEndings("\r\n"),
        Encoding.UTF8.GetString(JsonLayout.Write("{\"a\":[1,2],\"b\":{}}"u8, isPretty: true)));
}
