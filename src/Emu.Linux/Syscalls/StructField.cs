namespace Emu.Linux.Syscalls;

/// <summary>
/// One field of a structure: where the guest's ABI and the host's have it. An integer that is wider on one side is
/// extended with zeros, or cut.
/// </summary>
internal readonly record struct StructField(int GuestOffset, int GuestSize, int HostOffset, int HostSize);
