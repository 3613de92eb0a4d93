namespace Emu.Cli;

/// <summary>
/// Standard output and error as plain descriptors. The console's own streams put the terminal into application mode with
/// their first byte, and never take it out again.
/// </summary>
internal static class StandardStreams
{
    private const int Output = 1, Error = 2;

    /// <summary>Makes <see cref="Console"/> write to the descriptors. Call before anything is written.</summary>
    public static void Install()
    {
        Console.SetOut(new DescriptorTextWriter(Output));
        Console.SetError(new DescriptorTextWriter(Error));
    }
}
