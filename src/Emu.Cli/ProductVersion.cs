namespace Emu.Cli;

/// <summary>The emulator's version.</summary>
internal static class ProductVersion
{
    /// <summary>The line that tells it.</summary>
    public const string Text = "emu version 0.1.0\n";

    /// <summary>Prints it.</summary>
    public static void Print() => Console.Out.Write(Text);
}
