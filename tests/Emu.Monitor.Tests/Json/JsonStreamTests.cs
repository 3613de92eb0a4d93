using System.Text;
using Emu.Monitor.Json;
using Emu.Monitor.Qmp;

namespace Emu.Monitor.Tests.Json;

/// <summary>How the bytes of a client become values.</summary>
public sealed class JsonStreamTests
{
    [Theory]
    [InlineData("{'a': \"b'c\", \"d\": 'e\\'\"'}", "{\"a\":\"b'c\",\"d\":\"e'\\\"\"}")]
    [InlineData("[1, -2.50, 18446744073709551615, 1e3]", "[1,-2.5,18446744073709551615,1000]")]
    [InlineData("{}{}[]", "{}", "{}", "[]")]
    [InlineData("\"\\u00e9\\ud83d\\ude00\\n\\/\"", "\"é\\uD83D\\uDE00\\n/\"")]
    [InlineData("}", "!expecting value")]
    [InlineData("[}", "!expecting value")]
    [InlineData("{\"a\" 1}", "!missing : in object pair")]
    [InlineData("{\"a\":1 \"b\":2}", "!expected separator in dict")]
    [InlineData("[1 2]", "!expected separator in list")]
    [InlineData("[1,]", "!expecting value")]
    [InlineData("{1:2}", "!key is not a string in object")]
    [InlineData("{'a':1,'a':2}", "!duplicate key")]
    [InlineData("nil ", "!invalid keyword 'nil'")]
    [InlineData("'\\x'", "!invalid escape sequence in string")]
    [InlineData("'\\ud800'", "!\\ud800 is not a valid Unicode character")]
    [InlineData("'\\u12zz'", "!\\u12zz is not a valid Unicode character")]
    [InlineData("[01]", "!stray '01'", "!expecting value")]
    [InlineData("@foo bar\n1 ", "!stray '@'", "1")]
    [InlineData("@{}", "!stray '@'", "{}")]
    [InlineData("{'a':@} {}", "!stray '@'", "!expecting value", "{}")]
    [InlineData("'a\tb'\n{}", "!stray ''a\t'", "{}")]
    [InlineData("1.}{}", "!stray '1.}'", "{}")]
    [InlineData("-x\n{}", "!stray '-x'", "{}")]
    [InlineData("0x1 ", "0", "!invalid keyword 'x'", "1")]
    public void Values_and_errors_come_in_the_order_of_the_input(string input, params string[] expected)
    {
        Assert.Equal(expected, Read(Encoding.UTF8.GetBytes(input), all: true));
        Assert.Equal(expected, Read(Encoding.UTF8.GetBytes(input), all: false));
    }

    [Fact]
    public void A_byte_that_no_text_contains_makes_the_stream_forget_what_is_unfinished() =>
        Assert.Equal(["!stray '\uFFFD'", "{}"], Read([.. "{'a':["u8, 0xff, .. "{}"u8], all: true));

    [Fact]
    public void A_letter_that_is_not_whole_is_an_error_of_its_message() =>
        Assert.Equal(["!invalid UTF-8 sequence in string", "{}"], Read([(byte)'\'', 0xc3, (byte)'(', .. "'{}"u8], all: true));

    [Fact]
    public void Values_nested_more_deeply_than_the_limit_are_refused_and_shallower_ones_are_not()
    {
        const int most = JsonStream.MostDepth;
        Assert.Equal(["JSON nesting depth limit exceeded"], Errors(new string('[', most + 1)));
        string deepest = new string('[', most) + new string(']', most);
        Assert.Equal([deepest], Read(Encoding.ASCII.GetBytes(deepest), all: true));
    }

    [Fact]
    public void A_value_of_too_many_tokens_is_refused() =>
        Assert.Equal(["JSON token count limit exceeded"], Errors("[" + string.Concat(Enumerable.Repeat("1,", JsonStream.MostTokens / 2)) + "1,")[..1]);

    [Fact]
    public void A_value_of_too_many_bytes_is_refused_before_it_ends()
    {
        List<string?> errors = [];
        JsonStream stream = new(message => errors.Add(message.Error));
        byte[] piece = [.. Enumerable.Repeat((byte)'a', 1 << 20)];
        stream.Feed("'"u8);
        for (int i = 0; i < 64 && errors.Count == 0; i++) stream.Feed(piece);
        Assert.Equal("JSON token size limit exceeded", Assert.Single(errors));
    }

    private static string[] Errors(string input)
    {
        List<string> errors = [];
        new JsonStream(message => errors.Add(message.Error ?? "")).Feed(Encoding.ASCII.GetBytes(input));
        return [.. errors];
    }

    private static string[] Read(byte[] input, bool all)
    {
        List<string> read = [];
        JsonStream stream = new(message => read.Add(message.Error is { } error
            ? error.Replace("JSON parse error, ", "!", StringComparison.Ordinal)
            : Encoding.UTF8.GetString(QmpText.WriteCompact(writer => QmpText.WriteValue(writer, message.Value!)))));
        if (all) stream.Feed(input);
        else foreach (byte each in input) stream.Feed([each]);
        return [.. read];
    }
}
