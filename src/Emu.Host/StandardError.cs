using System.Runtime.InteropServices;
using System.Text;

namespace Emu.Host;

/// <summary>The emulator's own lines on standard error, in a process that it shares with a user-mode program: where the
/// program has put another file on that descriptor, they are dropped.</summary>
public static partial class StandardError
{
    private const int Descriptor = 2;

    private const string OwnName = "emu", QemuPrefix = "qemu-";

    /// <summary>The name in front of the emulator's lines: the one that it was started by, if that is one of QEMU's. Set
    /// once, before anything is written.</summary>
    public static string ProgramName { get; private set; } = OwnName;

    /// <summary>True when the program was started by a name of QEMU's: its conventions hold where ours are others.</summary>
    public static bool IsQemu => !ReferenceEquals(ProgramName, OwnName);

    /// <summary>Takes over the name that the program was started by.</summary>
    /// <param name="name">The file's name without its directories.</param>
    public static void SetProgramName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ProgramName = name.StartsWith(QemuPrefix, StringComparison.Ordinal) ? name : OwnName;
    }

    /// <summary>A line for the user, with the program's name before it.</summary>
    public static string Message(string line) => $"{ProgramName}: {line}";

    /// <summary>As <see cref="Message"/>, for something that the program runs on in spite of.</summary>
    public static string Warning(string line) => IsQemu ? $"{ProgramName}: warning: {line}" : Message(line);

    /// <summary>Writes one line, with the program's name before it.</summary>
    public static void WriteLine(string line) => Write($"{Message(line)}\n");

    /// <summary>Writes text. What cannot be written is lost.</summary>
    public static void Write(string text)
    {
        if (IsOurs() != 0) _ = HostDescriptor.WriteAll(Descriptor, Encoding.UTF8.GetBytes(text));
    }

    [LibraryImport("emunative", EntryPoint = "emu_is_standard_error_ours")]
    private static partial int IsOurs();
}
