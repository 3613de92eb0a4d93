namespace Emu.Cli;

/// <summary>The emulator's version.</summary>
internal static class ProductVersion
{
    /// <summary>The line that tells it.</summary>
    public const string Text = "emu version 0.1.0\n";

    /// <summary>QEMU's version whose options and output the commands under its names have.</summary>
    public const string OfQemu = "7.2.22";

    /// <summary>Prints it.</summary>
    public static void Print() => Console.Out.Write(Text);
}
