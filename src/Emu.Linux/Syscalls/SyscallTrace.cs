using System.Globalization;
using System.Text;
using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Processes;

namespace Emu.Linux.Syscalls;

/// <summary>The lines of <c>-strace</c>, in the form that QEMU gives them: arguments as they are declared, then the
/// result.</summary>
internal static class SyscallTrace
{
    private const int LargestError = 4095, LongestString = 256, CurrentFolder = -100;

    /// <summary>Serves a call and prints its line; a call that does not return is printed before it is made.</summary>
    public static long Invoke(LinuxThread thread, SyscallRow? row)
    {
        var arguments = thread.Arguments;
        string call = Call(thread, row, arguments);
        bool early = row is { Result: ResultKind.Nothing } or { SetsRegisters: true };
        if (early) Write(call + "\n");
        long result = SyscallDispatcher.Serve(thread, row);
        if (!early) Write(call + Result(row, result) + "\n");
        else if (result < 0) Write(Result(row, result)[1..] + "\n");
        return result;
    }

    /// <summary>The process, the name and the arguments.</summary>
    public static string Call(LinuxThread thread, SyscallRow? row, SyscallArguments arguments)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{HostSyscall.Invoke(HostSyscallNumbers.Getpid)} ");
        if (row is null) return text.Append("unknown syscall").ToString();
        text.Append(row.Name).Append('(');
        for (int i = 0; i < row.Arguments.Count; i++)
        {
            if (i != 0) text.Append(',');
            Append(text, thread, row.Arguments[i], arguments[i]);
        }
        return text.Append(')').ToString();
    }

    /// <summary>The result with what comes before it.</summary>
    public static string Result(SyscallRow? row, long result)
    {
        if (result is < 0 and >= -LargestError)
        {
            string words = HostDescriptor.Describe((int)result);
            return string.Create(CultureInfo.InvariantCulture, $" = -1 errno={-result} ({words})");
        }
        return row is { Result: ResultKind.Address }
            ? string.Create(CultureInfo.InvariantCulture, $" = 0x{result:x16}")
            : string.Create(CultureInfo.InvariantCulture, $" = {result}");
    }

    private static void Append(StringBuilder text, LinuxThread thread, Argument argument, ulong value)
    {
        switch (argument.Kind)
        {
            case ArgumentKind.Int or ArgumentKind.Descriptor:
                text.Append(CultureInfo.InvariantCulture, $"{(int)value}");
                break;
            case ArgumentKind.Unsigned:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case ArgumentKind.Octal:
                text.Append('0').Append(Convert.ToString((uint)value, 8));
                break;
            case ArgumentKind.Folder when (int)value == CurrentFolder:
                text.Append("AT_FDCWD");
                break;
            case ArgumentKind.Folder:
                text.Append(CultureInfo.InvariantCulture, $"{(int)value}");
                break;
            case ArgumentKind.Flags:
                AppendFlags(text, argument.Names!, (uint)GenericFlags(thread, argument, value));
                break;
            case ArgumentKind.Choice:
                text.Append(argument.Names!.Find((uint)value)
                    ?? ((int)value).ToString(CultureInfo.InvariantCulture));
                break;
            case ArgumentKind.Path or ArgumentKind.PlainPath or ArgumentKind.Text:
                AppendString(text, thread, value);
                break;
            case ArgumentKind.Timespec:
                AppendTime(text, thread, value);
                break;
            default:
                AppendAddress(text, value);
                break;
        }
    }

    // The names are of generic flags.
    private static ulong GenericFlags(LinuxThread thread, Argument argument, ulong value) =>
        argument.HasOpenFlags ? thread.Process.Abi.OpenFlags.ToGeneric(value) : value;

    private static void AppendFlags(StringBuilder text, ValueNames names, ulong value)
    {
        int start = text.Length;
        ulong rest = value;
        foreach ((ulong bits, string name) in names.All)
        {
            if (bits == 0 || (rest & bits) != bits) continue;
            rest &= ~bits;
            if (text.Length != start) text.Append('|');
            text.Append(name);
        }
        // An access mode of 0 has a name that belongs before the other bits.
        if ((value & 3) == 0 && names == ValueNames.OpenFlags)
            text.Insert(start, text.Length == start ? names.Find(0) : names.Find(0) + "|");
        if (rest == 0 && text.Length == start) text.Append(names.Find(0) ?? "0");
        if (rest == 0) return;
        if (text.Length != start) text.Append('|');
        text.Append(CultureInfo.InvariantCulture, $"0x{rest:x}");
    }

    private static void AppendString(StringBuilder text, LinuxThread thread, ulong address)
    {
        if (address == 0 || !thread.Process.Memory.TryReadString(address, LongestString, out byte[] bytes))
        {
            AppendAddress(text, address);
            return;
        }
        text.Append('"');
        foreach (byte character in bytes)
        {
            if (character is (byte)'"' or (byte)'\\') text.Append('\\').Append((char)character);
            else if (character is >= 0x20 and < 0x7f) text.Append((char)character);
            else if (character == '\n') text.Append("\\n");
            else text.Append(CultureInfo.InvariantCulture, $"\\x{character:x2}");
        }
        text.Append(bytes.Length == LongestString ? "\"..." : "\"");
    }

    private static void AppendTime(StringBuilder text, LinuxThread thread, ulong address)
    {
        if (address != 0 && thread.Process.Memory.TryRead(address, out (long Seconds, long Nanoseconds) time))
        {
            text.Append(
                CultureInfo.InvariantCulture, $"{{tv_sec = {time.Seconds},tv_nsec = {time.Nanoseconds}}}");
            return;
        }
        AppendAddress(text, address);
    }

    private static void AppendAddress(StringBuilder text, ulong value)
    {
        if (value == 0) text.Append("NULL");
        else text.Append(CultureInfo.InvariantCulture, $"0x{value:x16}");
    }

    private static void Write(string line) => StandardError.Write(line);
}
