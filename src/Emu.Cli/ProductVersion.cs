namespace Emu.Cli;

/// <summary>The emulator's version.</summary>
internal static class ProductVersion
{
    private const string Line = "emu version 0.1.0\n";

    /// <summary>Prints it without setting up the console, which takes longer than all else.</summary>
    public static void Print()
    {
        using Stream output = Console.OpenStandardOutput();
        output.Write(System.Text.Encoding.ASCII.GetBytes(Line));
    }
}
