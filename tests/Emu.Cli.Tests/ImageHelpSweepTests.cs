using System.Text.RegularExpressions;

namespace Emu.Cli.Tests;

/// <summary>Every subcommand and option that Debian's <c>qemu-img --help</c> lists.</summary>
public sealed partial class ImageHelpSweepTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emu-sweep-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Each_option_of_each_subcommand_is_known()
    {
        List<string> unknown = [];
        int options = 0;
        foreach ((string verb, string syntax) in Syntaxes())
        {
            foreach (Match option in Options().Matches(syntax))
            {
                options++;
                // What the option is given matters to no message here: the images are not there.
                string value = option.Groups["value"].Success ? "0" : "";
                string[] words = option.Groups["long"].Success
                    ? [option.Groups["name"].Value + (value.Length != 0 ? "=" + value : "")]
                    : value.Length != 0 ? [option.Groups["name"].Value, value] : [option.Groups["name"].Value];
                EmulatorRun run = Ours([verb, .. words, "NONE"]);
                if (run.Errors.Contains("unrecognized option", StringComparison.Ordinal)
                    || run.Errors.Contains("doesn't allow an argument", StringComparison.Ordinal)
                    || run.Errors.Contains("Command not found", StringComparison.Ordinal))
                    unknown.Add($"{verb} {string.Join(' ', words)}: {run.Errors}");
            }
        }

        Assert.Empty(unknown);
        Assert.True(options > 120, $"only {options} options were found in the help");
    }

    [Theory]
    [InlineData("-T enable=x", "-T, --trace", "strace")]
    [InlineData("--trace enable=x info A", "-T, --trace", "strace")]
    [InlineData("info --object secret,id=s,data=x A", "'secret'", "throttle-group")]
    [InlineData("create -f vmdk A 1M", "'vmdk'", "qcow2 and raw")]
    [InlineData("convert -O vdi A B", "'vdi'", "qcow2 and raw")]
    [InlineData("create -f qcow2 -o encrypt.format=luks,encrypt.key-secret=s A 1M", "encrypt.format", "encrypt the host's file system")]
    [InlineData("create -f qcow2 -o encryption=on A 1M", "encryption=on", "leave encryption=on out")]
    public void What_is_not_there_is_refused_by_name_with_what_is(string command, string name, string nearest)
    {
        Assert.Equal(0, Ours("create", "-q", "-f", "qcow2", "A", "1M").Status);
        EmulatorRun run = Ours(command.Split(' '));
        Assert.Equal(1, run.Status);
        Assert.Contains(name, run.Errors, StringComparison.Ordinal);
        Assert.Contains(nearest, run.Errors, StringComparison.Ordinal);
    }

    /// <summary>The subcommands that the help lists, each with its syntax.</summary>
    private static IEnumerable<(string Verb, string Syntax)> Syntaxes()
    {
        string help = EmulatorRun.Of("qemu-img", "--help").Output;
        string commands = help[help.IndexOf("Command syntax:", StringComparison.Ordinal)..help.IndexOf("Command parameters:", StringComparison.Ordinal)];
        foreach (string line in commands.Split('\n').Skip(1).Select(each => each.Trim()).Where(each => each.Length != 0))
            yield return (line.Split(' ')[0], line);
    }

    private EmulatorRun Ours(params string[] words) => EmulatorRun.Of("env", ["-C", folder, EmulatorRun.Executable, "img", .. words]);

    [GeneratedRegex(@"(?<=[\[ (])(?<name>(?<long>--)[a-z][a-z-]*|-[a-zA-Z])(?<value>[= ](?!\|)[a-zA-Z_\[]+)?(?=[\]| ])")]
    private static partial Regex Options();
}
