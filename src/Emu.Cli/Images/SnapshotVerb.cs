using Emu.Block;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img snapshot</c>.</summary>
internal static class SnapshotVerb
{
    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(words, "la:c:d:qU", "object=", "image-opts", "force-share=U");
        if (options.Arguments.Count != 1) throw new ImageException("Expecting one image file name", isUsage: true);
        (string Name, string Value)[] actions = [.. options.All.Where(each => each.Name is "l" or "a" or "c" or "d")];
        if (actions.Length > 1) throw new ImageException("Cannot mix '-l', '-a', '-c', '-d'", isUsage: true);
        (string action, string name) = actions.Length == 0 ? ("l", "") : actions[0];
        bool isWriting = action != "l";
        using OpenedImage opened = ImageOpening.Open(options, options.Arguments[0], new ImageOpenOptions(
            Writable: isWriting, File: ImageOpening.Cache(null, "", options.Has("U"))));
        Qcow2Image? image = opened.Node as Qcow2Image;
        if (action == "l")
        {
            if (image is { Snapshots.Count: > 0 }) Print(image);
            return ExitStatus.Success;
        }

        string verb = action switch { "a" => "apply", "c" => "create", _ => "delete" };
        if (image is null)
            throw new ImageException($"Could not {verb} snapshot '{name}': {(action == "d" ? "snapshot not found" : "Operation not supported")}");
        try
        {
            Change(image, action, name);
        }
        catch (BlockException e)
        {
            if (e is { InnerException: BlockException cause } && action == "d")
                Console.Error.WriteLine($"qcow2_free_clusters failed: {cause.Message}");
            if (action == "a" && e.Error == BlockError.Corrupt)
            {
                Console.Error.WriteLine($"{ImageCommands.ProgramName}: {e.Message}");
                string number = e.Message.EndsWith("large", StringComparison.Ordinal) ? "File too large" : "Invalid argument";
                throw new ImageException($"Could not apply snapshot '{name}': Failed to load snapshot: {number}");
            }

            throw new ImageException($"Could not {verb} snapshot '{name}': {(action == "c" ? Numbered(e) : e.Message)}");
        }

        ImageOpening.Run(image.CloseAsync());
        return ExitStatus.Success;
    }

    // Making a snapshot fails with an error number, whose words come behind it.
    private static string Numbered(BlockException e)
    {
        int number = e.HostNumber != 0 ? e.HostNumber : e.Error switch
        {
            BlockError.NotCounted => 11,
            BlockError.InvalidArgument => 22,
            BlockError.OutOfRange => 27,
            BlockError.Unsupported => 95,
            _ => 0,
        };
        return number == 0 ? e.Message : $"-{number} ({new Host.HostError(number)})";
    }

    private static void Print(Qcow2Image image)
    {
        Console.Out.WriteLine("Snapshot list:");
        Console.Out.WriteLine(InfoVerb.SnapshotHeader);
        foreach (Qcow2Snapshot snapshot in image.Snapshots) Console.Out.WriteLine(InfoVerb.Line(snapshot));
    }

    private static void Change(Qcow2Image image, string action, string name)
    {
        if (action == "c")
        {
            ImageOpening.Run(image.CreateSnapshotAsync(name, DateTimeOffset.UtcNow));
            return;
        }

        Qcow2Snapshot? snapshot = image.FindSnapshot(name);
        if (action == "a")
            ImageOpening.Run(image.ApplySnapshotAsync(snapshot ?? throw new ImageException(
                $"Could not apply snapshot '{name}': Failed to load snapshot: No such file or directory")));
        else
            ImageOpening.Run(image.DeleteSnapshotAsync(snapshot ?? throw new ImageException(
                $"Could not delete snapshot '{name}': snapshot not found")));
    }
}
