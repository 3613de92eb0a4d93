namespace Emu.Linux.Abi;

/// <summary>
/// One field of a structure: where the guest's ABI and the host's have it. An integer that is wider on one side is
/// extended with zeros, or cut.
/// </summary>
public readonly record struct StructField(int GuestOffset, int GuestSize, int HostOffset, int HostSize);
