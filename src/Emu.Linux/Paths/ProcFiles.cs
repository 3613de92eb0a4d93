using System.Globalization;
using System.Text;
using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Files;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Paths;

/// <summary>
/// Files in /proc that would tell of the emulator, as the guest's kernel would have them. They are given to the program
/// as files in memory. Any thread may call.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host gets pinned memory with its length.</remarks>
internal static unsafe class ProcFiles
{
    private const int CloseOnExec = 0x80000, AccessModes = 3;
    private const int StatName = 1, StatThreads = 19, StatStackStart = 27;

    /// <summary>The content for an absolute path; null when it is the host's file that is meant.</summary>
    public static byte[]? Content(LinuxProcess process, ReadOnlySpan<byte> path)
    {
        if (ProcPath.IsGlobal(path, "cpuinfo"u8))
            return Encoding.ASCII.GetBytes(
                process.Abi.ProcessorInformation(process.Options.Model, Environment.ProcessorCount));
        if (!ProcPath.TryParse(path, out ProcName name) || !ProcThreads.IsOwn(process, name)) return null;
        if (name.Task != 0 && ProcThreads.IsEmulatorThread(process, name.Task)) return null;
        if (!name.Item.IsEmpty) return OpenFileContent(process, name, path);
        if (name.Is("cmdline"u8)) return Strings(process.Options.Arguments);
        if (name.Is("environ"u8)) return Strings(process.Options.Environment);
        if (name.Is("auxv"u8)) return process.AuxiliaryVector;
        if (name.Is("maps"u8)) return Written(process.Memory.Listing.WriteMaps);
        if (name.Is("smaps"u8)) return Written(process.Memory.Listing.WriteSmaps);
        if (name.Is("stat"u8)) return Stat(process, path);
        if (name.Is("status"u8)) return WithCount(process, path, "\nThreads:\t"u8);
        return name.Is("sched"u8) ? WithCount(process, path, "#threads: "u8) : null;
    }

    /// <summary>Opens content as a file. Returns its descriptor or a negative error.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="flags">The flags of the guest's open.</param>
    public static long Open(byte[] content, ulong flags)
    {
        if ((flags & AccessModes) != 0) return -Errno.AccessDenied;
        long file = OpenEmpty(flags);
        if (file < 0) return file;
        if (HostDescriptor.WriteAll((int)file, content) < 0 | HostSyscall.Invoke(HostNumber.Lseek, (ulong)file) < 0)
        {
            HostSyscall.Invoke(HostNumber.Close, (ulong)file);
            return -Errno.NoMemory;
        }
        return file;
    }

    // A file without a name; where the host has none in memory, one of a directory for such files.
    private static long OpenEmpty(ulong flags)
    {
        const int nameless = 0x41_0000, readWrite = 2, ownerOnly = 0x180;
        long file;
        fixed (byte* name = "proc\0"u8)
            file = HostSyscall.Invoke(HostNumber.MemfdCreate, (ulong)name, (flags & CloseOnExec) != 0 ? 1u : 0);
        if (!HostError.IsMissingCall(file)) return file;
        foreach (string folder in (string[])["/dev/shm\0", "/tmp\0", "/var/tmp\0"])
        {
            fixed (byte* path = Encoding.ASCII.GetBytes(folder))
                file = HostSyscall.Invoke(
                    HostNumber.Openat, unchecked((ulong)-100), (ulong)path, nameless | readWrite | (flags & CloseOnExec),
                    ownerOnly);
            if (file >= 0) return file;
        }

        return -Errno.NoMemory;
    }

    // What /proc tells of an open file, where the host's flags are not the guest's.
    private static byte[]? OpenFileContent(LinuxProcess process, in ProcName name, ReadOnlySpan<byte> path)
    {
        bool differs = !process.Abi.OpenFlags.IsGeneric && name.Entry.SequenceEqual("fdinfo"u8) && name.Rest.IsEmpty
            && ProcPath.TryNumber(name.Item, out int number) && !process.Reserved.Contains(number);
        if (!differs || HostText.Read([.. path, 0]) is not { } text) return null;
        ReadOnlySpan<byte> label = "\nflags:\t"u8;
        int start = text.AsSpan().IndexOf(label) + label.Length, end = start;
        if (start < label.Length) return text;
        ulong flags = 0;
        for (; end < text.Length && text[end] is >= (byte)'0' and <= (byte)'7'; end++) flags = (flags << 3) | (uint)(text[end] - '0');
        string own = Convert.ToString((long)process.Abi.OpenFlags.ToGuest(flags), 8);
        return [.. text.AsSpan(0, start), .. Encoding.ASCII.GetBytes("0" + own), .. text.AsSpan(end)];
    }

    private static byte[] Strings(IReadOnlyList<byte[]> strings)
    {
        using var content = new MemoryStream();
        foreach (byte[] text in strings)
        {
            content.Write(text);
            content.WriteByte(0);
        }
        return content.ToArray();
    }

    private static byte[] Written(Action<Stream> write)
    {
        using var content = new MemoryStream();
        write(content);
        return content.ToArray();
    }

    // The host's line, with the program's stack and threads; where the kernel hides addresses it has zeros.
    private static byte[]? Stat(LinuxProcess process, ReadOnlySpan<byte> path)
    {
        if (HostText.Read([.. path, 0]) is not { } line) return null;
        int close = line.AsSpan().LastIndexOf((byte)')');
        if (close < 0) return null;
        string[] fields = Encoding.Latin1.GetString(line, close + 2, line.Length - close - 2).Split(' ');
        // The third field of the line is the first after the name.
        int stack = StatStackStart - StatName - 1, threads = StatThreads - StatName - 1;
        if (fields.Length > stack)
        {
            if (process.StackStart != 0) fields[stack] = process.StackStart.ToString(CultureInfo.InvariantCulture);
            fields[threads] = process.CountThreads().ToString(CultureInfo.InvariantCulture);
        }

        byte[] rest = Encoding.Latin1.GetBytes(string.Join(' ', fields));
        return [.. line.AsSpan(0, close + 2), .. rest];
    }

    // The host's text, with the number of the program's threads behind a label.
    private static byte[]? WithCount(LinuxProcess process, ReadOnlySpan<byte> path, ReadOnlySpan<byte> label)
    {
        if (HostText.Read([.. path, 0]) is not { } text) return null;
        int start = text.AsSpan().IndexOf(label);
        if (start < 0) return text;
        start += label.Length;
        int end = start;
        while (end < text.Length && text[end] is >= (byte)'0' and <= (byte)'9') end++;
        byte[] count = Encoding.ASCII.GetBytes(process.CountThreads().ToString(CultureInfo.InvariantCulture));
        return [.. text.AsSpan(0, start), .. count, .. text.AsSpan(end)];
    }
}
