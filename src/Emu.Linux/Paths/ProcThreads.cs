using System.Globalization;
using System.Text;
using Emu.Linux.Files;
using Emu.Linux.Memory;
using Emu.Linux.Processes;

namespace Emu.Linux.Paths;

/// <summary>
/// Tells in /proc the program's threads from the emulator's, whose directories do not exist for the program. Any thread may
/// call.
/// </summary>
internal static class ProcThreads
{
    // Among what it may change are the emulator's threads and descriptors only.
    private static readonly byte[] nowhere = [.. "/proc/self/task/0"u8];

    /// <summary>True when the name is one of the calling process's, by whichever of its threads.</summary>
    public static bool IsOwn(LinuxProcess process, in ProcName name) =>
        name.Owner == ProcPath.Self || IsProgramThread(process, name.Owner);

    /// <summary>What a path to something of the emulator's is replaced by: one where nothing is. Null for all other
    /// paths.</summary>
    public static byte[]? Hide(LinuxProcess process, ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> link = "/dev/fd/"u8;
        if (path.StartsWith(link))
            return ProcPath.TryNumber(path[link.Length..], out int open) && process.Reserved.Contains(open) ? nowhere : null;
        if (!ProcPath.TryParse(path, out ProcName name)) return null;
        if (name.Owner != ProcPath.Self && IsEmulatorThread(process, name.Owner)) return nowhere;
        if (!IsOwn(process, name)) return null;
        if (name.Task != 0 && IsEmulatorThread(process, name.Task)) return nowhere;
        bool isDescriptor = IsDescriptorFolder(name) && ProcPath.TryNumber(name.Item, out int number)
            && process.Reserved.Contains(number);
        return isDescriptor ? nowhere : null;
    }

    /// <summary>True for the directories of descriptors.</summary>
    public static bool IsDescriptorFolder(in ProcName name) =>
        name.Entry.SequenceEqual("fd"u8) || name.Entry.SequenceEqual("fdinfo"u8);

    /// <summary>True for a thread of the calling process that does not run the program.</summary>
    /// <param name="process">The process.</param>
    /// <param name="shown">The thread's number in /proc.</param>
    public static bool IsEmulatorThread(LinuxProcess process, int shown) => Owns(process, shown) == false;

    /// <summary>True for a thread of the program.</summary>
    /// <param name="process">The process.</param>
    /// <param name="shown">The thread's number in /proc.</param>
    public static bool IsProgramThread(LinuxProcess process, int shown) => Owns(process, shown) == true;

    // Whether a thread is the program's; null when it is none of the process.
    private static bool? Owns(LinuxProcess process, int shown)
    {
        if (shown == ProcPath.ShownProcess()) return true;
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{shown}/status\0");
        if (HostText.Read(Encoding.ASCII.GetBytes(folder)) is not { } status) return null;
        return process.IsProgramThread(InnerNumber(status));
    }

    // The thread's number in its own namespace, the last of the line.
    private static int InnerNumber(ReadOnlySpan<byte> status)
    {
        ReadOnlySpan<byte> label = "\nNSpid:"u8;
        int start = status.IndexOf(label);
        if (start < 0) return 0;
        ReadOnlySpan<byte> line = status[(start + label.Length)..];
        line = line[..Math.Max(line.IndexOf((byte)'\n'), 0)];
        return ProcPath.TryNumber(line[(line.LastIndexOf((byte)'\t') + 1)..], out int number) ? number : 0;
    }
}
