namespace Emu.Machine.Boot;

/// <summary>Which ELF files a machine's CPUs run: 64-bit little-endian ones for one architecture.</summary>
/// <param name="Number">The number in <c>e_machine</c>.</param>
/// <param name="Description">The same in words, for messages.</param>
public sealed record ElfTarget(ushort Number, string Description);
