using System.Runtime.InteropServices;
using System.Text;

namespace Emu.Host;

/// <summary>The emulator's own lines on standard error, in a process that it shares with a user-mode program: where the
/// program has put another file on that descriptor, they are dropped.</summary>
public static partial class StandardError
{
    private const int Descriptor = 2;

    /// <summary>Writes one line, with the emulator's name before it.</summary>
    public static void WriteLine(string line) => Write($"emu: {line}\n");

    /// <summary>Writes text. What cannot be written is lost.</summary>
    public static void Write(string text)
    {
        if (IsOurs() != 0) _ = HostDescriptor.WriteAll(Descriptor, Encoding.UTF8.GetBytes(text));
    }

    [LibraryImport("emunative", EntryPoint = "emu_is_standard_error_ours")]
    private static partial int IsOurs();
}
