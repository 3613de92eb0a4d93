using Microsoft.Win32.SafeHandles;

namespace Emu.Cli;

/// <summary>
/// Standard output and error as plain streams. The console's own put the terminal into application mode with their first
/// byte, and never take it out again.
/// </summary>
internal static class StandardStreams
{
    private const int Output = 1, Error = 2;

    /// <summary>Makes <see cref="Console"/> write to plain streams. Call before anything is written.</summary>
    public static void Install()
    {
        Console.SetOut(Open(Output));
        Console.SetError(Open(Error));
    }

    private static StreamWriter Open(int descriptor)
    {
        FileStream stream = new(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new StreamWriter(stream) { AutoFlush = true };
    }
}
