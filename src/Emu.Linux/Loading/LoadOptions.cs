using Emu.Linux.Abi;

namespace Emu.Linux.Loading;

/// <summary>What a program is loaded with, apart from itself.</summary>
internal readonly record struct LoadOptions
{
    /// <summary>Bytes of the stack; 0 takes the host's limit.</summary>
    public ulong StackSize { get; init; }

    /// <summary>What the program is for.</summary>
    public required LinuxAbi Abi { get; init; }

    /// <summary>AT_HWCAP and AT_HWCAP2.</summary>
    public (ulong First, ulong Second) Capabilities { get; init; }

    /// <summary>AT_SECURE: the program has rights that its caller has not.</summary>
    public bool IsSecure { get; init; }

    /// <summary>AT_RANDOM's bytes depend on this alone; null takes the host's randomness.</summary>
    public ulong? Seed { get; init; }
}
