using Emu.Cli.CommandLine;

namespace Emu.Cli.Tests;

/// <summary>Programs are told of no parameter of an option that the option does not take.</summary>
public sealed class OptionCatalogTests
{
    [Fact]
    public void Every_parameter_that_programs_are_told_of_is_one_that_its_option_takes()
    {
        foreach ((_, string option, (string Name, string Type)[] parameters) in OptionCatalog.Rows)
        {
            Assert.Contains(SystemOptions.All, each => each.Name == option && each.Refusal is null);
            foreach ((string name, string type) in parameters)
            {
                string? wrong = Refusal(option, $"{name}={Example(name, type)}"), unknown = Refusal(option, "nonsense=1");
                Assert.False(wrong is not null && Unknown.Any(text => wrong.Contains(text, StringComparison.Ordinal)), $"{option} {name}: {wrong}");
                // Items of the firmware's configuration are read when the machine is made.
                Assert.True(unknown is not null || option == "-fw_cfg", $"{option} takes anything");
            }
        }
    }

    private static readonly string[] Unknown = ["Invalid parameter", "is unexpected", "not found", "does not have"];

    private static string Example(string name, string type) => type switch
    {
        "boolean" => "off",
        "number" => "1",
        "size" => "128M",
        _ => name switch
        {
            "type" => "virt",
            "accel" => "tcg",
            "base" => "utc",
            "clock" => "host",
            "driftfix" or "watchdog" or "panic" => "none",
            "shutdown" => "pause",
            "reboot" => "reset",
            "mode" => "control",
            "order" or "once" => "c",
            _ => "x",
        },
    };

    private static string? Refusal(string option, string value)
    {
        try
        {
            new EmulatorCommands("qemu-system-riscv64", _ => 0).Run([option, value]);
            return null;
        }
        catch (CommandLineException e)
        {
            return e.Message;
        }
    }
}
