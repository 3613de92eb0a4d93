using System.CommandLine;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache ls</c>.</summary>
internal static class CacheListCommand
{
    public static Command Create()
    {
        Option<string> directory = CacheOptions.Directory();
        Option<bool> json = CacheOptions.Json();
        Command command = new("ls", "Lists the cache files, the last used first.") { directory, json };
        command.SetAction(result => List(CacheOptions.DirectoryOf(result, directory), result.GetValue(json)));
        return command;
    }

    private static int List(CacheDirectory directory, bool asJson)
    {
        IReadOnlyList<CacheFileEntry> entries = directory.List(), states = StateCommands.List(directory);
        if (asJson)
        {
            CacheOutput.WriteJson(json =>
            {
                json.WriteStartArray();
                foreach (CacheFileEntry entry in entries) CacheOutput.WriteEntry(json, entry, CacheOptions.ImageOf(entry));
                foreach (CacheFileEntry entry in states) CacheOutput.WriteEntry(json, entry);
                json.WriteEndArray();
            });
            return ExitStatus.Success;
        }

        foreach (CacheFileEntry entry in entries)
        {
            string note = entry.IsAside ? "  (put aside)" : "";
            CacheImage image = CacheOptions.ImageOf(entry);
            string guests = string.Join('+', image.Guests), name = image.Name is { } path ? HostPath.Show(path) : "";
            Console.Out.WriteLine(
                $"{CacheOutput.Size(entry.Length),10}  {CacheOutput.Time(entry.LastUse)}  " +
                $"{entry.Name}  {guests,-7}  {name}{note}".TrimEnd());
        }

        foreach (CacheFileEntry entry in states) StateCommands.PrintLine(entry);
        Console.Out.WriteLine(
            $"{CacheOutput.Size(entries.Concat(states).Sum(entry => entry.Length)),10}  in {entries.Count + states.Count} files in " +
            HostPath.Show(directory.DirectoryPath));
        return ExitStatus.Success;
    }
}
