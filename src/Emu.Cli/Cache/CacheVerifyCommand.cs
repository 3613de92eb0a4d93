using System.CommandLine;
using System.Text.Json;
using Emu.CacheFormat;
using Emu.Engine.Cache;
using Emu.Host;
using Emu.Translate;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache verify</c>.</summary>
internal static class CacheVerifyCommand
{
    public static Command Create()
    {
        Argument<string> file = CacheOptions.File();
        file.Arity = ArgumentArity.ZeroOrOne;
        file.Description += "; all of the directory when left out";
        Option<string> directory = CacheOptions.Directory();
        Option<bool> json = CacheOptions.Json();
        Command command = new(
            "verify", "Checks a cache file's bytes, and that its code comes out the same once more.")
        {
            file, directory, json,
        };
        command.SetAction(result =>
        {
            CacheDirectory folder = CacheOptions.DirectoryOf(result, directory);
            IEnumerable<string> paths = result.GetValue(file) is { } name
                ? [CacheOptions.FileOf(name, folder).Path]
                : folder.List().Where(entry => !entry.IsAside).Concat(StateCommands.List(folder)).Select(entry => entry.Path);
            return Verify([.. paths.Select(VerifyOne)], result.GetValue(json));
        });
        return command;
    }

    private static Finding VerifyOne(string path)
    {
        if (StateCommands.IsState(path)) return new Finding(path, null, StateCommands.FindFault(path)) { IsState = true };
        using ProgressBar progress = ProgressBar.OnTerminal(HostPath.Show(Path.GetFileName(path)));
        try
        {
            CacheVerification bytes = CacheInspector.Verify(path, progress);
            int recompiled = 0, known = 0;
            List<RegionSummary> different = [];
            foreach (GuestEnvironment each in GuestEnvironment.OfThisHost(path))
            {
                using RegionTranslator translator = new(each.Settings);
                CacheVerification code = CacheInspector.Verify(
                    path, each.Environment, each.Isa, translator, progress);
                recompiled += code.Recompiled;
                known += code.Recompiled + code.Different.Count;
                different.AddRange(code.Different);
            }

            int skipped = CacheInspector.Regions(path).Count - known;
            return new Finding(path, bytes with { Recompiled = recompiled, Different = different, Skipped = skipped });
        }
        catch (CacheFileException e)
        {
            return new Finding(path, null, e.Message);
        }
    }

    private static int Verify(IReadOnlyList<Finding> findings, bool asJson)
    {
        if (asJson)
            CacheOutput.WriteJson(json =>
            {
                json.WriteStartArray();
                foreach (Finding finding in findings) WriteJson(json, finding);
                json.WriteEndArray();
            });
        else
            foreach (Finding finding in findings) Print(finding);
        return findings.All(finding => finding.IsSound) ? ExitStatus.Success : ExitStatus.Failure;
    }

    private static void Print(Finding finding)
    {
        if (finding is { IsState: true, Failure: null })
        {
            Console.Out.WriteLine($"{HostPath.Show(finding.Path)}: sound: all pages as written");
            return;
        }

        if (finding.Result is not { } result)
        {
            Console.Out.WriteLine($"{HostPath.Show(finding.Path)}: WRONG: {finding.Failure}");
            return;
        }

        string skipped = result.Skipped == 0 ? "" : $", {result.Skipped} that cannot be translated here";
        Console.Out.WriteLine(
            $"{HostPath.Show(finding.Path)}: {(result.IsSound ? "sound" : "WRONG")}: {result.Records} records as written, " +
            $"{result.Damaged} damaged; {result.Recompiled} regions the same when translated again, " +
            $"{result.Different.Count} different{skipped}");
        foreach (UInt128 page in result.Forged)
            Console.Out.WriteLine($"  forged: {page:x32}  is the hash of pages with different bytes; each runs its own code only");
        foreach (RegionSummary region in result.Different)
            Console.Out.WriteLine($"  different: {CacheOutput.Line(region)}");
    }

    private static void WriteJson(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("file", HostPath.Show(finding.Path));
        json.WriteBoolean("sound", finding.IsSound);
        if (finding.Failure is not null) json.WriteString("failure", finding.Failure);
        if (finding.Result is { } result)
        {
            json.WriteNumber("records", result.Records);
            json.WriteNumber("damaged", result.Damaged);
            json.WriteNumber("recompiled", result.Recompiled);
            json.WriteNumber("skipped", result.Skipped);
            json.WriteStartArray("forged");
            foreach (UInt128 page in result.Forged) json.WriteStringValue($"{page:x32}");
            json.WriteEndArray();
            json.WriteStartArray("different");
            foreach (RegionSummary region in result.Different) CacheOutput.WriteRegion(json, region);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>What was found out about a file: a result, or why there is none.</summary>
    private sealed record Finding(string Path, CacheVerification? Result, string? Failure = null)
    {
        /// <summary>It is a boot snapshot, of which there is nothing but soundness.</summary>
        public bool IsState { get; init; }

        public bool IsSound => IsState ? Failure is null : Result is { IsSound: true };
    }
}
