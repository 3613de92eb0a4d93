namespace Emu.Linux.Loading;

/// <summary>What a program is loaded with, apart from itself.</summary>
internal readonly record struct LoadOptions
{
    /// <summary>Bytes of the stack; 0 takes the host's limit.</summary>
    public ulong StackSize { get; init; }

    /// <summary>AT_HWCAP: a bit for each single-letter extension.</summary>
    public ulong Capabilities { get; init; }

    /// <summary>AT_SECURE: the program has rights that its caller has not.</summary>
    public bool IsSecure { get; init; }

    /// <summary>AT_RANDOM's bytes depend on this alone; null takes the host's randomness.</summary>
    public ulong? Seed { get; init; }
}
