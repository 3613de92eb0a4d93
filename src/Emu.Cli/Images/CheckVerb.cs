using System.Globalization;
using System.Text.Json;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img check</c>: exit status 2 for contradictions, 3 for lost clusters only, 63 for formats that have
/// nothing to check.</summary>
internal static class CheckVerb
{
    private const int Corrupt = 2, Leaks = 3, Unsupported = 63;

    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(
            words, "f:r:T:qU", "output=", "repair=r", "object=", "image-opts", "force-share=U");
        if (options.Arguments.Count != 1) throw new ImageException("Expecting one image file name", isUsage: true);
        bool isJson = ImageOutput.IsJson(options);
        Qcow2Repair repair = options.ValueOf("r") switch
        {
            null => Qcow2Repair.Nothing,
            "leaks" => Qcow2Repair.Leaks,
            "all" => Qcow2Repair.Everything,
            _ => throw new ImageException("-r/--repair expects 'leaks' or 'all'", isUsage: true),
        };
        string path = options.Arguments[0];
        using OpenedImage opened = ImageOpening.Open(options, path, new ImageOpenOptions(
            Writable: repair != Qcow2Repair.Nothing, Format: ImageOpening.Format(options.ValueOf("f")),
            File: ImageOpening.Cache(options.ValueOf("T"), "source ", options.Has("U")), IsRepair: true,
            WithBacking: false, MetadataOnly: true));
        if (opened.Node is not Qcow2Image image)
            throw new ImageException("This image format does not support checks", status: Unsupported);
        return Check(path, image, repair, isJson, options.Has("q"));
    }

    private static int Check(string path, Qcow2Image image, Qcow2Repair repair, bool isJson, bool isQuiet)
    {
        if (image.SnapshotTableFailure is { } failure && repair != Qcow2Repair.Everything)
        {
            // A table that counts too many snapshots was not read at all.
            string what = failure.StartsWith("Snapshot table too large", StringComparison.Ordinal)
                ? "s" + failure[1..] : $"failed to read the snapshot table: {failure}";
            Console.Error.WriteLine($"{ImageCommands.ProgramName}: ERROR {what}");
            throw new ImageException("Check failed: File too large");
        }

        Qcow2CheckResult result = ImageOpening.Run(image.CheckAsync(repair));
        PrintFindings(result);
        Qcow2CheckResult left = result;
        if (result.LeaksFixed + result.CorruptionsFixed != 0)
        {
            left = ImageOpening.Run(image.CheckAsync(Qcow2Repair.Nothing));
            // All findings come before the summaries, as from QEMU through a pipe.
            PrintFindings(left);
            if (!isJson && !isQuiet) PrintRepairs(result);
        }

        if (isJson) ImageOutput.WriteJson(json => WriteJson(json, path, left, result));
        else if (!isQuiet) PrintSummary(left);
        ImageOpening.Run(image.CloseAsync());
        if (left.CheckErrors != 0) return ExitStatus.Failure;
        return left.Corruptions != 0 ? Corrupt : left.Leaks != 0 ? Leaks : ExitStatus.Success;
    }

    private static void PrintFindings(Qcow2CheckResult result)
    {
        foreach (string finding in result.Findings) Console.Error.WriteLine(finding);
    }

    private static void PrintRepairs(Qcow2CheckResult result) => Console.Out.WriteLine(
        "The following inconsistencies were found and repaired:\n\n" +
        $"    {result.LeaksFixed} leaked clusters\n    {result.CorruptionsFixed} corruptions\n\n" +
        "Double checking the fixed image now...");

    private static void PrintSummary(Qcow2CheckResult result)
    {
        if (result is { Corruptions: 0, Leaks: 0, CheckErrors: 0 })
            Console.Out.WriteLine("No errors were found on the image.");
        if (result.Corruptions != 0)
            Console.Out.WriteLine(
                $"\n{result.Corruptions} errors were found on the image.\n" +
                "Data may be corrupted, or further writes to the image may corrupt it.");
        if (result.Leaks != 0)
            Console.Out.WriteLine(
                $"\n{result.Leaks} leaked clusters were found on the image.\n" +
                "This means waste of disk space, but no harm to data.");
        if (result.TotalClusters != 0 && result.AllocatedClusters != 0)
            Console.Out.WriteLine(
                $"{result.AllocatedClusters}/{result.TotalClusters} = " +
                $"{Percent(result.AllocatedClusters, result.TotalClusters)} allocated, " +
                $"{Percent(result.FragmentedClusters, result.AllocatedClusters)} fragmented, " +
                $"{Percent(result.CompressedClusters, result.AllocatedClusters)} compressed clusters");
        Console.Out.WriteLine($"Image end offset: {result.ImageEnd}");
    }

    private static string Percent(long part, long whole) =>
        (part * 100.0 / whole).ToString("F2", CultureInfo.InvariantCulture) + "%";

    private static void WriteJson(Utf8JsonWriter json, string path, Qcow2CheckResult left, Qcow2CheckResult repaired)
    {
        json.WriteStartObject();
        json.WriteNumber("image-end-offset", left.ImageEnd);
        if (left.CompressedClusters != 0) json.WriteNumber("compressed-clusters", left.CompressedClusters);
        json.WriteNumber("total-clusters", left.TotalClusters);
        if (repaired.CorruptionsFixed != 0) json.WriteNumber("corruptions-fixed", repaired.CorruptionsFixed);
        if (left.Corruptions != 0) json.WriteNumber("corruptions", left.Corruptions);
        json.WriteNumber("check-errors", left.CheckErrors);
        if (left.Leaks != 0) json.WriteNumber("leaks", left.Leaks);
        if (repaired.LeaksFixed != 0) json.WriteNumber("leaks-fixed", repaired.LeaksFixed);
        if (left.AllocatedClusters != 0) json.WriteNumber("allocated-clusters", left.AllocatedClusters);
        json.WriteString("filename", path);
        json.WriteString("format", "qcow2");
        if (left.FragmentedClusters != 0) json.WriteNumber("fragmented-clusters", left.FragmentedClusters);
        json.WriteEndObject();
    }
}
