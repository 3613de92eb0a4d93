using System.Globalization;
using Emu.Devices.Virtio;
using Emu.Machine.Configuration;
using Emu.Monitor.Commands;
using Emu.Monitor.Objects;

namespace Emu.Monitor.Hmp;

/// <summary>What <c>info</c> says of virtio devices and their queues.</summary>
internal static class VirtioTopics
{
    /// <summary>The topics of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("virtio", "", "List all available virtio devices", (call, arguments) =>
        {
            arguments.End();
            foreach ((string path, VirtioDevice device) in Devices(call)) call.PrintLine($"{path} [{device.Name}]");
        }),
        new("virtio-status", "path", "Display status of a given virtio device", ShowStatus),
        new("virtio-queue-status", "path queue", "Display status of a given virtio queue", ShowQueue),
    ];

    private static List<(string Path, VirtioDevice Device)> Devices(HmpCall call) => call.Machine.WhileStopped(() =>
    {
        List<(string Path, VirtioDevice Device)> found = [];
        foreach (MachinePart part in call.Machine.Parts)
        {
            if (DeviceCommands.VirtioOf(part.Instance) is not { } device) continue;
            string path = ObjectTree.PathOf(call.Machine, part)!;
            found.Add((part.Instance is VirtioPciFunction ? $"{path}/virtio-backend" : path, device));
        }

        return found;
    });

    private static VirtioDevice Find(HmpCall call, string path) =>
        Devices(call).FirstOrDefault(each => each.Path == path).Device
        ?? throw new CommandException($"Path {path} is not a VirtIODevice");

    private static void ShowStatus(HmpCall call, HmpArguments arguments)
    {
        string path = arguments.TakeWord();
        arguments.End();
        VirtioDevice device = Find(call, path);
        (VirtioStatus status, ulong accepted, uint generation) = call.Machine.WhileStopped(
            () => (device.Status, device.DriverFeatures, device.ConfigurationGeneration));
        call.PrintLine($"{path}:");
        Row(call, "device_name", device.Name);
        Row(call, "device_id", $"{device.DeviceId}");
        Row(call, "broken", device.IsBroken ? "true" : "false");
        Row(call, "started", (status & VirtioStatus.DriverOk) != 0 ? "true" : "false");
        Row(call, "num_vqs", $"{device.Queues.Count}");
        Row(call, "status", string.Create(CultureInfo.InvariantCulture, $"0x{(int)status:x2} ({status})"));
        Row(call, "generation", $"{generation}");
        Row(call, "guest_features", string.Create(CultureInfo.InvariantCulture, $"0x{accepted:x16}"));
        Row(call, "host_features", string.Create(CultureInfo.InvariantCulture, $"0x{device.OfferedFeatures:x16}"));
    }

    private static void ShowQueue(HmpCall call, HmpArguments arguments)
    {
        string path = arguments.TakeWord();
        long number = arguments.TakeNumber(_ => null);
        arguments.End();
        VirtioDevice device = Find(call, path);
        if (number < 0 || number >= device.Queues.Count) throw new CommandException($"Invalid virtqueue number {number}");
        VirtQueue queue = device.Queues[(int)number];
        VirtQueuePositions at = default;
        // The positions belong to the device's loop.
        device.Loop.Run(() =>
        {
            at = queue.ReadPositions();
            return default;
        });
        call.PrintLine($"{path}:");
        Row(call, "device_name", device.Name);
        Row(call, "queue_index", $"{queue.Index}");
        Row(call, "ready", queue.IsReady ? "true" : "false");
        Row(call, "used_idx", $"{at.Used}");
        Row(call, "signalled_used", $"{at.SignalledUsed}");
        Row(call, "last_avail_idx", $"{at.NextAvailable}");
        Row(call, "shadow_avail_idx", $"{at.Available}");
        call.PrintLine("  VRing:");
        Row(call, "  num", $"{queue.Size}");
        Row(call, "  num_default", $"{queue.MaximumSize}");
        Row(call, "  desc", string.Create(CultureInfo.InvariantCulture, $"0x{queue.DescriptorArea:x16}"));
        Row(call, "  avail", string.Create(CultureInfo.InvariantCulture, $"0x{queue.DriverArea:x16}"));
        Row(call, "  used", string.Create(CultureInfo.InvariantCulture, $"0x{queue.DeviceArea:x16}"));
    }

    private static void Row(HmpCall call, string name, string value) => call.PrintLine($"  {name + ":",-21} {value}");
}
