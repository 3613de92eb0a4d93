using System.CommandLine;
using Emu.Cli.CommandLine;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache rm</c>.</summary>
internal static class CacheRemoveCommand
{
    public static Command Create()
    {
        Argument<string> file = CacheOptions.File();
        file.Arity = ArgumentArity.ZeroOrOne;
        Option<bool> all = new("--all") { Arity = ArgumentArity.Zero, Description = "remove all files of the directory" };
        Option<string> directory = CacheOptions.Directory();
        Option<bool> json = CacheOptions.Json();
        Command command = new("rm", "Removes cache files.") { file, all, directory, json };
        command.SetAction(result =>
        {
            CacheDirectory folder = CacheOptions.DirectoryOf(result, directory);
            string? name = result.GetValue(file);
            if (name is null != result.GetValue(all))
                throw new CommandLineException("emu cache rm: give either a FILE or --all", ExitStatus.Usage);
            return Remove(name is null ? folder.List() : [CacheOptions.FileOf(name, folder)], result.GetValue(json));
        });
        return command;
    }

    private static int Remove(IReadOnlyList<CacheFileEntry> entries, bool asJson)
    {
        // A file by path may be any: only cache files are this command's to remove.
        foreach (CacheFileEntry entry in entries.Where(entry => !entry.IsAside && entry.ImageHash == default))
            _ = CacheInspector.Inspect(entry.Path);
        foreach (CacheFileEntry entry in entries) CacheCollector.Remove(entry);
        if (asJson)
        {
            CacheOutput.WriteJson(json =>
            {
                json.WriteStartArray();
                foreach (CacheFileEntry entry in entries) json.WriteStringValue(HostPath.Show(entry.Path));
                json.WriteEndArray();
            });
            return ExitStatus.Success;
        }

        foreach (CacheFileEntry entry in entries) Console.Out.WriteLine($"removed {HostPath.Show(entry.Path)}");
        return ExitStatus.Success;
    }
}
