using System.CommandLine;
using Emu.Cli.CommandLine;
using Emu.Engine.Cache;
using Emu.Host;
using Emu.Model.Options;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache gc</c>.</summary>
internal static class CacheCollectCommand
{
    public static Command Create()
    {
        Option<string> size = new("--max-size")
        {
            HelpName = "SIZE",
            Description = "what may remain: bytes, or with a suffix of K, M, G or T "
                + $"(default {CacheOutput.Size(CacheCollector.DefaultMaximumSize)})",
        };
        Option<string> directory = CacheOptions.Directory();
        Option<bool> json = CacheOptions.Json();
        Command command = new("gc", "Removes the cache files used longest ago until the rest is small enough.")
        {
            size, directory, json,
        };
        command.SetAction(result => Collect(
            CacheOptions.DirectoryOf(result, directory), Parse(result.GetValue(size)), result.GetValue(size) is not null, result.GetValue(json)));
        return command;
    }

    private static long Parse(string? text)
    {
        if (text is null) return CacheCollector.DefaultMaximumSize;
        return ByteSize.TryParse(text, unit: 1, out ulong size) && size <= long.MaxValue
            ? (long)size
            : throw new CommandLineException(
                $"--max-size {text}: not a size; give bytes, or a number with a suffix of K, M, G or T, as in 500M");
    }

    private static int Collect(CacheDirectory directory, long maximumSize, bool isGiven, bool asJson)
    {
        // Boots can be made again in seconds: snapshots get what code leaves.
        CollectionResult code = CacheCollector.Collect(directory, maximumSize);
        CollectionResult states = new BootSnapshotStore(directory).Collect(
            isGiven ? Math.Max(0, maximumSize - code.Kept) : BootSnapshotStore.MostBytes);
        CollectionResult done = new([.. code.Removed, .. states.Removed], code.Kept + states.Kept);
        if (asJson)
        {
            CacheOutput.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("removed");
                foreach (CacheFileEntry entry in done.Removed) CacheOutput.WriteEntry(json, entry);
                json.WriteEndArray();
                json.WriteNumber("keptBytes", done.Kept);
                json.WriteEndObject();
            });
            return ExitStatus.Success;
        }

        foreach (CacheFileEntry entry in done.Removed) Console.Out.WriteLine($"removed {HostPath.Show(entry.Path)}");
        Console.Out.WriteLine($"{CacheOutput.Size(done.Kept)} kept in {HostPath.Show(directory.DirectoryPath)}");
        return ExitStatus.Success;
    }
}
