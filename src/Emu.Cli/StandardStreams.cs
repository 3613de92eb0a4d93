using Emu.Host;

namespace Emu.Cli;

/// <summary>
/// Standard output and error as plain descriptors. The console's own streams put the terminal into application mode with
/// their first byte, and never take it out again.
/// </summary>
internal static class StandardStreams
{
    private const int Output = 1, Error = 2;

    private static int outputError;

    /// <summary>Makes <see cref="Console"/> write to the descriptors. Call before anything is written.</summary>
    public static void Install()
    {
        Console.SetOut(new DescriptorTextWriter(Output, error => outputError = error));
        Console.SetError(new DescriptorTextWriter(Error));
    }

    /// <summary>The exit status of a command: its own, unless what it had to print was lost, which one line says. A reader
    /// that has seen enough and closed the pipe is no failure.</summary>
    public static int Conclude(int status)
    {
        if (outputError is 0 or HostDescriptor.BrokenPipe) return status;
        Console.Error.WriteLine(StandardError.Message(
            $"standard output cannot be written: {HostDescriptor.Describe(outputError)}"));
        return status == ExitStatus.Success ? ExitStatus.Failure : status;
    }
}
