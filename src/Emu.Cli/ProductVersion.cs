namespace Emu.Cli;

/// <summary>The emulator's version.</summary>
internal static class ProductVersion
{
    /// <summary>The line that tells it.</summary>
    public const string Text = "emu version 0.1.0\n";

    /// <summary>QEMU's version whose options and output the commands under its names have.</summary>
    public const string OfQemu = "7.2.22";

    /// <summary>What stands behind QEMU's version: which emulator this is.</summary>
    public static string Package => $"Emu.Aot {Text[(Text.LastIndexOf(' ') + 1)..^1]}";

    /// <summary>Prints it; under a name of QEMU's the first line is one that scripts read as QEMU's.</summary>
    /// <param name="programName">The name that the program was started by.</param>
    public static void Print(string programName) => Console.Out.Write(
        programName.StartsWith("qemu-system-", StringComparison.Ordinal)
            ? $"QEMU emulator version {OfQemu} ({Package})\n"
            : Text);
}
