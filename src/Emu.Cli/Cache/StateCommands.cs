using System.Text.Json;
using Emu.CacheFormat.SavedState;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Cli.Cache;

/// <summary>What the <c>emu cache</c> commands say of boot snapshots.</summary>
internal static class StateCommands
{
    private static readonly string[] ShownMembers = ["architecture", "machine", "boot"];

    /// <summary>True for the name of a boot snapshot.</summary>
    public static bool IsState(string path) => path.EndsWith(StateLayout.Extension, StringComparison.Ordinal);

    /// <summary>The snapshots of a directory, the last used first.</summary>
    public static IReadOnlyList<CacheFileEntry> List(CacheDirectory directory) => new BootSnapshotStore(directory).List();

    /// <summary>Prints a snapshot's line of a list.</summary>
    public static void PrintLine(CacheFileEntry entry) => Console.Out.WriteLine(
        $"{CacheOutput.Size(entry.Length),10}  {CacheOutput.Time(entry.LastUse)}  {entry.Name}  boot snapshot");

    /// <summary>Shows what a snapshot is of, for people or as JSON.</summary>
    /// <exception cref="StateFileException">It is not sound.</exception>
    public static void Show(string path, bool asJson)
    {
        using FileStream stream = Open(path);
        StateFile state = StateFile.Read(stream, HostPath.Show(path));
        using JsonDocument description = Parse(state, path);
        JsonElement root = description.RootElement;
        long pages = state.Extents.Sum(extent => (long)extent.Pages);
        if (asJson)
        {
            CacheOutput.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("file", HostPath.Show(path));
                json.WriteNumber("version", StateLayout.Version);
                json.WriteNumber("bytes", state.Length);
                json.WriteNumber("pages", pages);
                foreach (string name in ShownMembers)
                    if (root.TryGetProperty(name, out JsonElement value)) json.WriteString(name, value.GetString());
                json.WriteEndObject();
            });
            return;
        }

        Console.Out.WriteLine($"file       {HostPath.Show(path)}");
        Console.Out.WriteLine($"format     {StateLayout.Version}, boot snapshot");
        Console.Out.WriteLine($"size       {CacheOutput.Size(state.Length)}, {CacheOutput.Number(pages)} pages in {CacheOutput.Number(state.Extents.Count)} runs");
        if (root.TryGetProperty("boot", out JsonElement key))
            foreach (string line in (key.GetString() ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Console.Out.WriteLine($"           {line}");
    }

    /// <summary>Compares all checksums of a snapshot; returns what is wrong, null for nothing.</summary>
    public static string? FindFault(string path)
    {
        try
        {
            using FileStream stream = Open(path);
            StateFile state = StateFile.Read(stream, HostPath.Show(path));
            using JsonDocument description = Parse(state, path);
            state.Verify();
            return null;
        }
        catch (Exception e) when (e is StateFileException or IOException)
        {
            return e.Message;
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static JsonDocument Parse(StateFile state, string path)
    {
        try
        {
            return JsonDocument.Parse(state.Description);
        }
        catch (JsonException e)
        {
            throw new StateFileException(StateFault.Damaged, HostPath.Show(path), e.Message);
        }
    }
}
