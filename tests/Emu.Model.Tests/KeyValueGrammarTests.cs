using Emu.Model.Options;

namespace Emu.Model.Tests;

public class KeyValueGrammarTests
{
    [Theory]
    [InlineData("virtio-blk-device,drive=d", "driver=virtio-blk-device,drive=d")]
    [InlineData("file=a,,b.img,if=none", "file=a,,b.img,if=none")]
    [InlineData("socket,server,nowait", "driver=socket,server=on,wait=off")]
    [InlineData("a.b=c,a.d.e=f", "a.b=c,a.d.e=f")]
    [InlineData("x,,y", "driver=x,,y")]
    [InlineData("k=v=w,", "k=v=w")]
    [InlineData("k=", "k=")]
    public void An_option_is_a_tree_of_names_and_values(string text, string expected) =>
        Assert.Equal(expected, KeyValueGrammar.Parse(text, "driver").ToString());

    [Fact]
    public void Only_the_first_item_has_the_implied_key() =>
        Assert.Equal("driver=a,b=on", KeyValueGrammar.Parse("a,b", "driver").ToString());

    [Fact]
    public void The_last_of_two_values_counts_and_both_are_there()
    {
        OptionTree tree = KeyValueGrammar.Parse("hostfwd=a,hostfwd=b");
        Assert.Equal("b", tree.Text("hostfwd"));
        Assert.Equal(["a", "b"], tree.All("hostfwd").Select(value => value.Text));
    }

    [Theory]
    [InlineData("a=1,a.b=2")]
    [InlineData("a.b=1,a=2")]
    [InlineData("a..b=1")]
    [InlineData(".=1")]
    public void A_key_is_either_a_value_or_a_tree(string text) =>
        Assert.Throws<OptionException>(() => KeyValueGrammar.Parse(text));

    [Fact]
    public void Json_with_either_quotes_is_the_same_tree_as_text()
    {
        OptionTree tree = KeyValueGrammar.Parse(
            """{'driver': "qcow2", "file": {"driver": 'file', 'filename': 'a\u0041\n'}, 'n': 0x, "l": [1, true, null]}"""
                .Replace("0x", "-12"));
        Assert.Equal("driver=qcow2,file.driver=file,file.filename=aA\n,n=-12,l.0=1,l.1=on,l.2=null", tree.ToString());
        Assert.Equal(OptionKind.Number, tree.Find("n")!.Kind);
    }

    [Theory]
    [InlineData("{", "premature EOI")]
    [InlineData("""{"a":""", "premature EOI")]
    [InlineData("""{"a":1""", "premature EOI")]
    [InlineData("""{"a":"x""", "premature EOI")]
    [InlineData("""{"a" 1}""", "missing :")]
    [InlineData("""{a:1}""", "key is not a string")]
    [InlineData("""{"a":1 "b":2}""", "expected separator in dict")]
    [InlineData("""{"a":[1 2]}""", "expected separator in list")]
    [InlineData("""{"a":@}""", "expecting value")]
    [InlineData("""{"a":tru}""", "invalid keyword")]
    [InlineData("""{"a":"\q"}""", "invalid escape")]
    [InlineData("""{"a":1,"a":2}""", "duplicate key")]
    [InlineData("""{"a":1}x""", "behind the object")]
    public void Wrong_json_is_told_apart(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<OptionException>(() => KeyValueGrammar.Parse(text)).Message);

    [Fact]
    public void Json_that_is_nested_without_end_is_refused() =>
        Assert.Throws<OptionException>(() => KeyValueGrammar.Parse(
            string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));

    [Fact]
    public void Any_text_is_read_or_refused_and_reads_back_as_itself() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.OneOfConst('a', 'b', ',', '=', '.', '{', '}', '"', '\'', '1', 'n', 'o').Array[0, 24],
            letters =>
            {
                OptionTree tree;
                try
                {
                    tree = KeyValueGrammar.Parse(new string(letters), "driver");
                }
                catch (OptionException)
                {
                    return;
                }

                string written = tree.ToString();
                if (tree.Members.All(member => member.Value.Kind is OptionKind.Text or OptionKind.Tree)
                    && !written.StartsWith('{') && !HasEmptyKey(tree))
                    Assert.Equal(written, KeyValueGrammar.Parse(written).ToString());
            },
            iter: 20_000);

    private static bool HasEmptyKey(OptionTree tree) =>
        tree.Members.Any(member => member.Key.Length == 0 || member.Key.Contains('.', StringComparison.Ordinal)
            || (member.Value.Tree is { } inner && HasEmptyKey(inner)));
}
