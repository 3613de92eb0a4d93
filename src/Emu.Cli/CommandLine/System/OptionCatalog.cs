using Emu.Machine.Configuration;
using Emu.Model.Descriptors;
using Emu.Monitor.Commands;

namespace Emu.Cli.CommandLine;

/// <summary>What options take, for programs that ask before they write a command line
/// (<c>query-command-line-options</c>).</summary>
internal static class OptionCatalog
{
    private const string String = "string", Boolean = "boolean", Number = "number", Size = "size";

    /// <summary>The groups by their names in the answer, the option, and what it takes; those without are one of several types,
    /// of which each has its own.</summary>
    public static IReadOnlyList<(string Group, string Option, (string Name, string Type)[] Parameters)> Rows { get; } =
    [
        ("machine", "-machine",
        [
            ("type", String), ("accel", String), ("kernel", String), ("initrd", String), ("append", String), ("dtb", String),
            ("dumpdtb", String), ("firmware", String), ("usb", Boolean), ("dump-guest-core", Boolean), ("mem-merge", Boolean),
            ("suppress-vmdesc", Boolean),
        ]),
        ("smp-opts", "-smp", [("cpus", Number), ("sockets", Number), ("cores", Number), ("threads", Number), ("maxcpus", Number)]),
        ("memory", "-m", [("size", Size), ("slots", Number), ("maxmem", Size)]),
        ("boot-opts", "-boot",
        [
            ("order", String), ("once", String), ("menu", Boolean), ("splash", String), ("splash-time", Number),
            ("reboot-timeout", Number), ("strict", Boolean),
        ]),
        ("name", "-name", [("guest", String), ("process", String), ("debug-threads", Boolean)]),
        ("msg", "-msg", [("timestamp", Boolean), ("guest-name", Boolean)]),
        ("overcommit", "-overcommit", [("mem-lock", Boolean), ("cpu-pm", Boolean)]),
        ("rtc", "-rtc", [("base", String), ("clock", String), ("driftfix", String)]),
        ("action", "-action", [("shutdown", String), ("reboot", String), ("panic", String), ("watchdog", String)]),
        ("sandbox", "-sandbox",
        [
            ("enable", Boolean), ("obsolete", String), ("elevateprivileges", String), ("spawn", String), ("resourcecontrol", String),
        ]),
        ("mon", "-mon", [("mode", String), ("chardev", String), ("pretty", Boolean)]),
        ("fw_cfg", "-fw_cfg", [("name", String), ("file", String), ("string", String)]),
        ("trace", "-trace", [("enable", String), ("events", String), ("file", String)]),
        ("global", "-global", [("driver", String), ("property", String), ("value", String)]),
        ("accel", "-accel", []),
        ("device", "-device", []),
        ("object", "-object", []),
        ("netdev", "-netdev", []),
        ("nic", "-nic", []),
        ("net", "-net", []),
        ("numa", "-numa", []),
    ];

    /// <summary>All groups.</summary>
    public static IReadOnlyList<OptionGroupInfo> All =>
    [
        .. Rows.Select(row => new OptionGroupInfo(row.Group, [.. row.Parameters.Select(each => new OptionParameterInfo(each.Name, each.Type))])),
        new("chardev", CharacterDevices()),
    ];

    /// <summary>The parameters of all kinds of character devices together.</summary>
    private static IReadOnlyList<OptionParameterInfo> CharacterDevices() =>
    [
        new("backend", String),
        .. MachineTypes.All.Where(type => type.Kind == DescriptorKind.CharacterDevice).SelectMany(type => type.Properties())
            .SelectMany(property => property.Aliases.Prepend(property.Name).Select(name => new OptionParameterInfo(name, TypeOf(property))))
            .DistinctBy(parameter => parameter.Name).OrderBy(parameter => parameter.Name, StringComparer.Ordinal),
    ];

    private static string TypeOf(PropertyDescriptor property) => property.TypeWord switch
    {
        "bool" => Boolean,
        "size" => Size,
        { } word when word.Contains("int", StringComparison.Ordinal) => Number,
        _ => String,
    };
}
