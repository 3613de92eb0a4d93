using System.Text.Json;
using System.Text.Json.Nodes;
using Emu.Guest.RiscV.Boards;
using Emu.Machine.Boot;
using Emu.Machine.Configuration;
using Emu.Machine.Saving;
using Emu.Model.Options;
using Emu.Model.State;
using Emu.Testing;
using Emu.Testing.Machines;

namespace Emu.Machine.Tests;

/// <summary>What every device of a machine declares as its state, saved, changed and loaded: made from the declarations.</summary>
public sealed class SavedDeviceTests
{
    /// <summary>Members that follow from others: an alarm that is over is none, and a queue that is not set up has no positions.</summary>
    private static readonly string[] Following = ["Positions", "isAlarmSet", "alarm", "isInterruptPending", "hasTimedOut"];

    [Fact]
    public void Each_member_of_every_device_is_loaded_as_it_was_saved()
    {
        GuestCode code = new();
        code.Loop();
        using TemporaryFile kernel = new(new ElfBuilder() { Entry = GuestRun.Start }.Segment(GuestRun.Start, code.ToArray(), 0x1000).Build());
        MachineOptions options = new()
        {
            Boot = new BootOptions { KernelPath = kernel.Path },
            Configuration = new MachineConfiguration()
            {
                BlockNodes = [new("", KeyValueGrammar.Parse("null-co,node-name=disk,size=1M", "driver"))],
                NetDevices = [new("", KeyValueGrammar.Parse("user,id=net", "type"))],
                Devices =
                [
                    .. new[]
                    {
                        "pcie-root-port,id=port", "virtio-blk-pci,drive=disk", "virtio-net-pci,netdev=net,bus=port", "virtio-serial-pci,id=serial,max_ports=3",
                        "virtserialport,bus=serial.0", "virtio-balloon-pci", "virtio-rng-device",
                    }.Select(each => new ConfiguredItem($"-device {each}", KeyValueGrammar.Parse(each, "driver"))),
                ],
            },
        };
        using Machine machine = new(VirtBoard.Board, options, (_, _) => new RecordingBackend());
        machine.Events.Clock.Pause();
        List<string> lost = [];
        int changes = 0;
        foreach (SavedPart part in machine.Saved.Parts)
        {
            JsonNode before = Save(part);
            foreach (string path in Leaves(before, "").ToArray())
            {
                JsonNode changed = before.DeepClone();
                if (!Change(changed, path) || !TryLoad(part, changed)) continue;
                changes++;
                if (Find(Save(part), path)?.ToJsonString() != Find(changed, path)?.ToJsonString() && !Following.Any(path.EndsWith))
                    lost.Add($"{part.Name}{path}");
                Assert.True(TryLoad(part, before), part.Name);
            }

            Assert.Equal(before.ToJsonString(), Save(part).ToJsonString());
        }

        Assert.Empty(lost);
        Assert.True(changes > 250, $"{changes} changes");
    }

    private static JsonNode Save(SavedPart part)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes))
            lock (part.Gate) StateFormat.Save(part.Members, part.Device, writer);
        return JsonNode.Parse(bytes.ToArray())!;
    }

    private static bool TryLoad(SavedPart part, JsonNode state)
    {
        using JsonDocument document = JsonDocument.Parse(state.ToJsonString());
        try
        {
            lock (part.Gate) StateFormat.Load(part.Members, part.Device, document.RootElement);
            return true;
        }
        catch (StateException)
        {
            return false;
        }
    }

    /// <summary>Paths of all values; of a list the first and the last three items.</summary>
    private static IEnumerable<string> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject members => members.SelectMany(each => Leaves(each.Value, $"{path}/{each.Key}")),
        JsonArray items => Enumerable.Range(0, items.Count).Where(i => i < 3 || i >= items.Count - 3).SelectMany(i => Leaves(items[i], $"{path}/{i}")),
        null => [],
        _ => [path],
    };

    private static JsonNode? Find(JsonNode? root, string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(root, (node, name) => node is JsonArray items ? items[int.Parse(name)] : node?[name]);

    /// <summary>Gives the value there another one of its kind; false for a text that is no bytes.</summary>
    private static bool Change(JsonNode root, string path)
    {
        JsonValue value = Find(root, path)!.AsValue();
        JsonNode other;
        switch (value.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                other = JsonValue.Create(value.GetValueKind() == JsonValueKind.False);
                break;
            case JsonValueKind.Number:
                other = JsonValue.Create(value.ToJsonString() == "0" ? 1 : 0);
                break;
            default:
                byte[] bytes = Convert.FromBase64String(value.GetValue<string>());
                if (bytes.Length == 0) return false;
                bytes[^1] ^= 1;
                other = JsonValue.Create(Convert.ToBase64String(bytes));
                break;
        }

        JsonNode parent = value.Parent!;
        string last = path[(path.LastIndexOf('/') + 1)..];
        if (parent is JsonArray items) items[int.Parse(last)] = other;
        else parent[last] = other;
        return true;
    }
}
