using System.Globalization;

namespace Emu.Cli.CommandLine;

/// <summary>Reads the values of user mode's options; what is wrong gives a line that names the option.</summary>
internal static class UserValues
{
    private const string SizeSuffixes = "kmg", HostPage = "4096";

    /// <summary>A number in C's notation: decimal, <c>0x</c> hexadecimal, <c>0</c> octal.</summary>
    public static ulong Number(UserRequest request, byte[] value) =>
        TryNumber(UserRequest.TextOf(value), out ulong number)
            ? number
            : throw Wrong(request, value, "is not a number");

    /// <summary>A number of bytes, with <c>k</c>, <c>M</c> or <c>G</c> behind it for more of them.</summary>
    public static ulong Size(UserRequest request, byte[] value)
    {
        string text = UserRequest.TextOf(value);
        int suffix = text.Length == 0
            ? -1
            : SizeSuffixes.IndexOf(char.ToLowerInvariant(text[^1]), StringComparison.Ordinal);
        int shift = 10 * (suffix + 1);
        if (TryNumber(suffix < 0 ? text : text[..^1], out ulong number) && number != 0
            && number <= ulong.MaxValue >> shift)
            return number << shift;
        throw Wrong(request, value, "is not a size; give bytes, or a number with k, M or G");
    }

    /// <summary>A guest base: the start of a page.</summary>
    public static ulong Base(UserRequest request, byte[] value)
    {
        ulong number = Number(request, value);
        return number % Emu.Linux.Memory.GuestMemory.PageSize == 0
            ? number
            : throw Wrong(request, value, $"is not the start of a page; give a multiple of {HostPage}");
    }

    /// <summary>Refuses all pages but the host's.</summary>
    public static void PageSize(UserRequest request, byte[] value)
    {
        if (Number(request, value) != Emu.Linux.Memory.GuestMemory.PageSize)
            throw Wrong(request, value, $"is not the size of a page; there is only {HostPage}");
    }

    /// <summary>The name of a file.</summary>
    public static byte[] Path(UserRequest request, byte[] value) =>
        value.Length != 0 ? value : throw new CommandLineException($"{request.Source}: the name of the file is empty");

    /// <summary>A port's number, or the path of a socket.</summary>
    public static string DebuggerPlace(UserRequest request, byte[] value)
    {
        string text = UserRequest.TextOf(Path(request, value));
        bool isNumber = text.All(char.IsAsciiDigit);
        if (isNumber && !(ushort.TryParse(text, out ushort port) && port != 0))
            throw Wrong(request, value, "is no port; give 1 to 65535, or the path of a socket");
        return text;
    }

    /// <summary>A CPU model with its features, which is read when the program's guest is known, or the list of them.</summary>
    public static void Cpu(UserRequest request, byte[] value)
    {
        string text = UserRequest.TextOf(value);
        if (text is "help" or "?")
        {
            request.Text ??= ValueHelp.ForEach(request.Guests, guest => ValueHelp.Find("-cpu", guest)!);
            return;
        }

        // QEMU's other name for the CPU that has everything.
        if (text == "any" || text.StartsWith("any,", StringComparison.Ordinal)) text = $"max{text[3..]}";
        request.Cpu = (request.Source, text);
    }

    /// <summary>Items of the log; <c>strace</c> is one of them here.</summary>
    public static void LogItems(UserRequest request, byte[] value)
    {
        const string trace = "strace";
        string text = UserRequest.TextOf(value);
        if (text is "help" or "?")
        {
            request.Text ??= ValueHelp.Find("-d", request.Guests[0]) + "strace        each system call and its result\n";
            return;
        }

        string[] items = text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (items.Contains(trace)) request.Traces = true;
        request.LogItems = LogItemNames.Parse(string.Join(',', items.Where(item => item != trace)));
    }

    /// <summary>The line for a value that cannot be.</summary>
    public static CommandLineException Wrong(UserRequest request, byte[] value, string what) =>
        new($"{request.Source} {UserRequest.TextOf(value)}: '{UserRequest.TextOf(value)}' {what}");

    private static bool TryNumber(string text, out ulong number)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        if (text.Length < 2 || text[0] != '0')
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        number = 0;
        foreach (char digit in text)
        {
            if (digit is < '0' or > '7' || number > ulong.MaxValue >> 3) return false;
            number = (number << 3) | (uint)(digit - '0');
        }

        return true;
    }
}
