using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache info</c>.</summary>
internal static class CacheInfoCommand
{
    public static Command Create()
    {
        Argument<string> file = CacheOptions.File();
        Option<bool> regions = new("--regions") { Arity = ArgumentArity.Zero, Description = "list all regions too" };
        Option<string> directory = CacheOptions.Directory();
        Option<bool> json = CacheOptions.Json();
        Command command = new("info", "Shows what a cache file holds.") { file, regions, directory, json };
        command.SetAction(result =>
        {
            string path = CacheOptions.FileOf(
                result.GetRequiredValue(file), CacheOptions.DirectoryOf(result, directory)).Path;
            if (StateCommands.IsState(path))
            {
                StateCommands.Show(path, result.GetValue(json));
                return ExitStatus.Success;
            }

            CacheSummary summary = CacheInspector.Inspect(path);
            IReadOnlyList<RegionSummary>? list = result.GetValue(regions) ? CacheInspector.Regions(path) : null;
            if (result.GetValue(json)) CacheOutput.WriteJson(writer => WriteJson(writer, summary, list));
            else Print(summary, list);
            return ExitStatus.Success;
        });
        return command;
    }

    private static void Print(CacheSummary summary, IReadOnlyList<RegionSummary>? regions)
    {
        Console.Out.WriteLine($"file       {HostPath.Show(summary.Path)}");
        Console.Out.WriteLine($"image      {summary.ImageHash:x32}");
        if (summary.Name is { } image) Console.Out.WriteLine($"name       {HostPath.Show(image)}");
        Console.Out.WriteLine($"format     {summary.Version}");
        Console.Out.WriteLine($"size       {CacheOutput.Size(summary.Length)}");
        Console.Out.WriteLine($"last use   {CacheOutput.Time(summary.LastUse)}");
        Console.Out.WriteLine(
            $"profile    {CacheOutput.Number(summary.ProfiledBlocks)} blocks that ran in " +
            $"{CacheOutput.Number(summary.ProfiledPages)} guest pages");
        if (summary.DamagedRecords != 0)
            Console.Out.WriteLine($"damaged    {summary.DamagedRecords} records, which are passed over");
        if (summary.OldRegions != 0)
            Console.Out.WriteLine($"old        {summary.OldRegions} regions of an earlier version, which are not run");
        if (summary.UnknownRecords != 0)
            Console.Out.WriteLine($"unknown    {summary.UnknownRecords} records, of a later version");
        foreach (EnvironmentSummary environment in summary.Environments)
        {
            Console.Out.WriteLine(
                $"code       {CacheOutput.Number(environment.Regions)} regions " +
                $"({CacheOutput.Number(environment.FullyOptimized)} fully optimised), " +
                $"{CacheOutput.Number(environment.GuestInstructions)} instructions, " +
                $"{CacheOutput.Size(environment.CodeBytes)}; for");
            foreach ((string name, string value) in environment.Fields)
                Console.Out.WriteLine($"           {name} {value}");
        }

        foreach (RegionSummary region in regions ?? []) Console.Out.WriteLine(CacheOutput.Line(region));
    }

    private static void WriteJson(Utf8JsonWriter json, CacheSummary summary, IReadOnlyList<RegionSummary>? regions)
    {
        json.WriteStartObject();
        json.WriteString("file", HostPath.Show(summary.Path));
        json.WriteString("image", $"{summary.ImageHash:x32}");
        CacheOutput.WriteName(json, summary.Name);
        json.WriteNumber("version", summary.Version);
        json.WriteNumber("bytes", summary.Length);
        json.WriteString("lastUse", summary.LastUse.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        json.WriteNumber("pages", summary.Pages);
        json.WriteNumber("profiledPages", summary.ProfiledPages);
        json.WriteNumber("profiledBlocks", summary.ProfiledBlocks);
        json.WriteNumber("oldRegions", summary.OldRegions);
        json.WriteNumber("unknownRecords", summary.UnknownRecords);
        json.WriteNumber("damagedRecords", summary.DamagedRecords);
        json.WriteStartArray("environments");
        foreach (EnvironmentSummary environment in summary.Environments)
        {
            json.WriteStartObject();
            json.WriteString("key", $"{environment.Key:x32}");
            json.WriteStartObject("fields");
            foreach ((string name, string value) in environment.Fields) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteNumber("regions", environment.Regions);
            json.WriteNumber("fullyOptimized", environment.FullyOptimized);
            json.WriteNumber("instructions", environment.GuestInstructions);
            json.WriteNumber("codeBytes", environment.CodeBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (regions is not null)
        {
            json.WriteStartArray("regions");
            foreach (RegionSummary region in regions) CacheOutput.WriteRegion(json, region);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
