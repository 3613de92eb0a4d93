using System.Text.RegularExpressions;

namespace Emu.House.Tests;

/// <summary>Commands in the README and the guides are those that work.</summary>
public sealed partial class DocumentCommandTests
{
    public static TheoryData<string> Run => [.. DocumentBlock.All().Where(block => block.Reason is null).Select(block => block.Place)];

    public static TheoryData<string> NotRun => [.. DocumentBlock.All().Where(block => block.Reason is not null).Select(block => block.Place)];

    [Theory]
    [MemberData(nameof(Run))]
    public void Commands_of_a_document_succeed_and_print_what_it_shows(string place)
    {
        DocumentBlock block = DocumentBlock.All().Single(each => each.Place == place);
        using Emulator emulator = new();
        (int status, string output, string errors) = emulator.Shell(block.Script);

        Assert.True(status == 0, $"{place}: status {status}\n{output}{errors}");
        if (block.IsConsole) Assert.Matches(Pattern(block.Shown), output);
    }

    [Theory]
    [MemberData(nameof(NotRun))]
    public void Commands_that_are_not_run_have_a_reason_and_options_that_are_understood(string place)
    {
        DocumentBlock block = DocumentBlock.All().Single(each => each.Place == place);
        using Emulator emulator = new();
        string assignments = "";
        foreach (string command in block.Commands)
        {
            if (Assignment().IsMatch(command)) assignments += command + "\n";
            else Check(emulator, place, assignments, command);
        }
    }

    [Fact]
    public void Commands_stand_in_fenced_blocks_only()
    {
        string[] indented = [.. DocumentBlock.Documents().SelectMany(document => File.ReadLines(document)
            .Select((line, index) => (line, place: $"{Repository.Name(document)}:{index + 1}"))
            .Where(each => IndentedCommand().IsMatch(each.line)).Select(each => each.place))];

        Assert.Empty(indented);
    }

    /// <summary>As much of a command as can be known without running it.</summary>
    private static void Check(Emulator emulator, string place, string assignments, string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? explained = words switch
        {
            ["emu", "system", "riscv64" or "aarch64", ..] or ["qemu-system-riscv64" or "qemu-system-aarch64", ..] => command + " -explain",
            ["emu", "cache", "build", "--", "user" or "PROGRAM", ..] => null,
            ["emu", "cache", "build", "--", ..] => "emu system riscv64 " + command[(command.IndexOf("-- ", StringComparison.Ordinal) + 3)..] + " -explain",
            ["emu", "cache" or "user" or "img", ..] => null,
            ["./build.sh", ..] => Verb(place, words[1]),
            ["cp" or "install" or "kill" or "ssh", ..] => null,
            [var script, ..] when script.Contains('/') => Script(place, script),
            ["dotnet", ..] => null,
            _ => throw new InvalidOperationException($"{place}: '{command}' is neither run nor known to this test"),
        };
        if (explained is null) return;
        // What a machine's options stand for is printed before any file is opened.
        (int status, string output, string errors) = emulator.Shell(assignments + explained);
        Assert.True(status == 0, $"{place}: {command}\n{output}{errors}");
    }

    private static string? Verb(string place, string verb)
    {
        string script = File.ReadAllText(Path.Combine(Repository.Root, "build.sh"));
        Assert.True(script.Contains($"\n    {verb})", StringComparison.Ordinal), $"{place}: build.sh has no command {verb}");
        return null;
    }

    private static string? Script(string place, string script)
    {
        Assert.True(File.Exists(Path.Combine(Repository.Root, script)), $"{place}: {script} is not there");
        return null;
    }

    private static string Pattern(string[] shown) =>
        @"\A" + string.Concat(shown.Select(line => line == "..." ? @"(.*\n)*" : Regex.Escape(line) + @"\n")) + @"\z";

    [GeneratedRegex("^[A-Za-z]+=")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^    (emu |qemu-|\./build\.sh|bench/|build/)")]
    private static partial Regex IndentedCommand();
}
