using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Emu.User.Tests;

/// <summary>
/// One run of a program to its end, in an empty folder of its own and with an environment that is always the same.
/// A death by signal is status 128 + signal, as a shell says it. Texts hold a byte in each character.
/// </summary>
internal sealed record ProcessRun(int Status, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs <paramref name="command"/>; <paramref name="environment"/> is added to the usual one.</summary>
    public static ProcessRun Of(IReadOnlyList<string> command, params (string Name, string Value)[] environment)
    {
        // Not named after the emulator, for whose traces programs look.
        string folder = Directory.CreateTempSubdirectory("user-program-").FullName;
        try
        {
            return Run(command, folder, environment);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs <paramref name="command"/> in <paramref name="folder"/>.</summary>
    public static ProcessRun Run(
        IReadOnlyList<string> command, string folder, params (string Name, string Value)[] environment)
    {
        using Process process = new() { StartInfo = Describe(command, folder, environment) };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            throw new InvalidOperationException($"{command[0]} cannot be started: {failure.Message}");
        }

        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Task.WaitAll([output, errors], TimeSpan.FromSeconds(5));
            Assert.Fail($"{string.Join(' ', command)} did not end: {Seen(output)}{Seen(errors)}");
        }

        // A child that the program left behind may hold the pipes.
        Assert.True(
            Task.WaitAll([output, errors], Patience),
            $"{string.Join(' ', command)} ended, but a child of it still holds its output");
        return new ProcessRun(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>Fails unless this run shows what <paramref name="expected"/> does.</summary>
    public void MustEqual(ProcessRun expected, string what)
    {
        Assert.True(
            Status == expected.Status,
            $"{what} ended with status {Status}, not {expected.Status}: {FirstDifference(expected)}");
        Assert.True(
            Output == expected.Output && OwnErrors == expected.OwnErrors, $"{what}: {FirstDifference(expected)}");
    }

    // What QEMU says of a deadly signal is its own message, not the program's.
    private string OwnErrors => string.Join('\n', Errors.Split('\n')
        .Where(line => !line.StartsWith("qemu: uncaught target signal", StringComparison.Ordinal)));

    private static string Seen(Task<string> text) => text.IsCompletedSuccessfully ? text.Result : "";

    private static ProcessStartInfo Describe(
        IReadOnlyList<string> command, string folder, (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            StandardErrorEncoding = Encoding.Latin1,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        start.Environment["HOME"] = "/";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return start;
    }

    private string FirstDifference(ProcessRun expected)
    {
        string difference = Difference("output", Output, expected.Output)
            ?? Difference("errors", OwnErrors, expected.OwnErrors) ?? "the outputs are equal";
        return Errors.Length == 0 ? difference : $"{difference}\nstandard error: {Errors}";
    }

    private static string? Difference(string what, string actual, string expected)
    {
        if (actual == expected)
            return null;
        string[] ours = actual.Split('\n');
        string[] theirs = expected.Split('\n');
        int line = 0;
        while (line < Math.Min(ours.Length, theirs.Length) && ours[line] == theirs[line])
            line++;
        return $"{what}, line {line + 1}:\n  is       {Line(ours, line)}\n  expected {Line(theirs, line)}";
    }

    private static string Line(string[] lines, int index) => index < lines.Length ? lines[index] : "(end)";
}
