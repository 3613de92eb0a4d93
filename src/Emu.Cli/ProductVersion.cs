namespace Emu.Cli;

/// <summary>The emulator's version.</summary>
internal static class ProductVersion
{
    private const string Line = "emu version 0.1.0\n";

    /// <summary>Prints it.</summary>
    public static void Print() => Console.Out.Write(Line);
}
