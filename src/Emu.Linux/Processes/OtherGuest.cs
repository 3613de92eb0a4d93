using Emu.Linux.Abi;

namespace Emu.Linux.Processes;

/// <summary>A guest beside the program's own, whose programs it may execute.</summary>
/// <param name="Abi">What Linux on the architecture lays down for programs.</param>
/// <param name="DefaultSysroot">As <see cref="LinuxGuest.DefaultSysroot"/>.</param>
public sealed record OtherGuest(LinuxAbi Abi, string DefaultSysroot);
