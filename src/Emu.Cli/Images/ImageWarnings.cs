namespace Emu.Cli.Images;

/// <summary>What commands warn of on standard error before they write.</summary>
internal static class ImageWarnings
{
    /// <summary>An image was taken to be raw because nothing else fitted: a guest could make it look otherwise.</summary>
    public static void ProbedRaw(string path) => Console.Error.WriteLine(
        $"WARNING: Image format was not specified for '{path}' and probing guessed raw.\n" +
        "         Automatically detecting the format is dangerous for raw images, write operations on block 0 will be restricted.\n" +
        "         Specify the 'raw' format explicitly to remove the restrictions.");
}
