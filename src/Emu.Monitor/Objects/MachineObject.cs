using System.Text.Json;
using Emu.Machine;
using Emu.Machine.Boards;
using Emu.Machine.Boot;
using Emu.Machine.Configuration;

namespace Emu.Monitor.Objects;

/// <summary>The machine as an object: what <c>-machine</c> sets of it.</summary>
internal static class MachineObject
{
    private static readonly (string Name, string Description, Func<MachineOptions, string?> Get)[] Texts =
    [
        ("kernel", "Linux kernel image file", options => options.Boot.KernelPath),
        ("initrd", "Linux initial ramdisk file", options => options.Boot.InitialRamdiskPath),
        ("append", "Linux kernel command line", options => options.Boot.CommandLine),
        ("dtb", "Linux kernel device tree file", options => options.Boot.DeviceTreePath),
        ("firmware", "Firmware image", options => FirmwareOf(options.Boot)),
        ("memory-backend", "Set RAM backend", options => options.Configuration.MemoryBackend),
        ("pflash0", "Node name of the first flash", options => FlashOf(options.Configuration, 0)),
        ("pflash1", "Node name of the second flash", options => FlashOf(options.Configuration, 1)),
    ];

    /// <summary>Units that no machine has: their switches are off.</summary>
    private static readonly string[] Absent = ["usb", "graphics", "dump-guest-core", "mem-merge", "suppress-vmdesc"];

    /// <summary>The properties of machines of a board.</summary>
    public static IReadOnlyList<PropertyInfo> Describe(Board board) =>
    [
        .. Texts.Select(each => new PropertyInfo(each.Name, "string") { Description = each.Description }),
        .. board.FixedProperties.Select(each => new PropertyInfo(each.Name, "string")),
        .. Absent.Concat(board.AbsentUnits).Select(each => new PropertyInfo(each, "bool")),
    ];

    /// <summary>The properties of a machine.</summary>
    public static IEnumerable<ObjectProperty> Of(Emu.Machine.Machine machine)
    {
        foreach ((string name, _, Func<MachineOptions, string?> get) in Texts)
            yield return ObjectProperty.Text(name, get(machine.Options) ?? "");
        foreach (FixedProperty each in machine.Board.FixedProperties) yield return ObjectProperty.Text(each.Name, each.Value);
        foreach (string each in Absent.Concat(machine.Board.AbsentUnits)) yield return ObjectProperty.Switch(each, false);
    }

    private static string FirmwareOf(BootOptions boot) => boot.Firmware switch
    {
        FirmwareKind.File => boot.FirmwarePath!,
        FirmwareKind.None => "none",
        _ => "",
    };

    private static string? FlashOf(MachineConfiguration configuration, int bank) =>
        bank < configuration.FlashNodes.Count ? configuration.FlashNodes[bank] : null;
}

/// <summary>A property of an object that is there.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">QEMU's word for its type.</param>
/// <param name="Write">Writes its value.</param>
internal sealed record ObjectProperty(string Name, string Type, Action<Utf8JsonWriter> Write)
{
    /// <summary>Changes it while the machine runs; null where that cannot be.</summary>
    public Action<Model.Options.OptionValue>? Set { get; init; }

    /// <summary>One that is text.</summary>
    public static ObjectProperty Text(string name, string value, string type = "string") =>
        new(name, type, writer => writer.WriteStringValue(value));

    /// <summary>One that is a truth value.</summary>
    public static ObjectProperty Switch(string name, bool value) => new(name, "bool", writer => writer.WriteBooleanValue(value));
}
