using System.Runtime.InteropServices;
using System.Text;
using Emu.Linux.Abi;

namespace Emu.Linux.Loading;

/// <summary>
/// What a new program finds on its stack, laid out as the kernel does (from the stack pointer up): argc, argv, envp,
/// auxiliary vector, the platform's name, random bytes, then the strings and the program's name, then a zero at the very top.
/// </summary>
internal sealed class InitialStack
{
    /// <summary>Bytes behind AT_RANDOM.</summary>
    public const int RandomSize = 16;

    private const ulong Alignment = 16, TopMargin = 8;

    /// <param name="top">The stack's end, page aligned.</param>
    /// <param name="arguments">argv.</param>
    /// <param name="environment">envp.</param>
    /// <param name="name">AT_EXECFN.</param>
    /// <param name="random">AT_RANDOM's bytes.</param>
    /// <param name="auxiliary">The auxiliary vector but for the entries that point to the stack, which are added
    /// here.</param>
    /// <param name="platform">AT_PLATFORM; null is none.</param>
    public InitialStack(
        ulong top, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment, byte[] name,
        ReadOnlySpan<byte> random, IReadOnlyList<(AuxiliaryType Type, ulong Value)> auxiliary,
        string? platform = null)
    {
        ulong nameStart = top - TopMargin - (ulong)name.Length - 1;
        EnvironmentEnd = nameStart;
        EnvironmentStart = ArgumentsEnd = EnvironmentEnd - SizeOf(environment);
        ArgumentsStart = ArgumentsEnd - SizeOf(arguments);
        ulong randomStart = (ArgumentsStart & ~(Alignment - 1)) - RandomSize;
        byte[] platformName = platform is null ? [] : [.. Encoding.ASCII.GetBytes(platform), 0];
        ulong platformStart = randomStart - (ulong)platformName.Length;
        // Each list ends with a zero; the auxiliary vector with a pair of them, after the entries added below.
        int added = platform is null ? 3 : 4;
        int words = 1 + arguments.Count + 1 + environment.Count + 1 + (2 * (auxiliary.Count + added));
        Pointer = (platformStart - ((ulong)words * sizeof(ulong))) & ~(Alignment - 1);
        Bytes = new byte[top - Pointer];
        Span<ulong> head = MemoryMarshal.Cast<byte, ulong>(Bytes.AsSpan(0, words * sizeof(ulong)));
        head[0] = (ulong)arguments.Count;
        int at = WriteStrings(head, 1, ArgumentsStart, arguments);
        at = WriteStrings(head, at, EnvironmentStart, environment);
        int vectorStart = at;
        foreach ((AuxiliaryType type, ulong value) in auxiliary) at = Write(head, at, type, value);
        at = Write(head, at, AuxiliaryType.Random, randomStart);
        at = Write(head, at, AuxiliaryType.ExecutableName, nameStart);
        if (platform is not null) at = Write(head, at, AuxiliaryType.Platform, platformStart);
        at = Write(head, at, AuxiliaryType.Null, 0);
        AuxiliaryVector = Bytes[(vectorStart * sizeof(ulong))..(at * sizeof(ulong))];
        platformName.CopyTo(Bytes, (int)(platformStart - Pointer));
        random[..RandomSize].CopyTo(Bytes.AsSpan((int)(randomStart - Pointer)));
        name.CopyTo(Bytes, (int)(nameStart - Pointer));
    }

    /// <summary>The first stack pointer.</summary>
    public ulong Pointer { get; }

    /// <summary>What lies from <see cref="Pointer"/> to the stack's end.</summary>
    public byte[] Bytes { get; }

    /// <summary>The auxiliary vector, as <c>/proc/self/auxv</c> shows it.</summary>
    public byte[] AuxiliaryVector { get; }

    /// <summary>The first argument's string.</summary>
    public ulong ArgumentsStart { get; }

    /// <summary>Behind the last argument's string.</summary>
    public ulong ArgumentsEnd { get; }

    /// <summary>The first environment string.</summary>
    public ulong EnvironmentStart { get; }

    /// <summary>Behind the last environment string.</summary>
    public ulong EnvironmentEnd { get; }

    /// <summary>Bytes of strings with their zeros.</summary>
    public static ulong SizeOf(IReadOnlyList<byte[]> strings)
    {
        ulong size = 0;
        foreach (byte[] text in strings) size += (ulong)text.Length + 1;
        return size;
    }

    private static int Write(Span<ulong> words, int at, AuxiliaryType type, ulong value)
    {
        words[at] = (ulong)type;
        words[at + 1] = value;
        return at + 2;
    }

    private int WriteStrings(Span<ulong> words, int at, ulong address, IReadOnlyList<byte[]> strings)
    {
        foreach (byte[] text in strings)
        {
            words[at++] = address;
            text.CopyTo(Bytes, (int)(address - Pointer));
            address += (ulong)text.Length + 1;
        }

        return at + 1;
    }
}
