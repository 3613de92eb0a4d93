namespace Emu.Linux.Tests.Memory;

/// <summary>Tests that use fixed host addresses, or look at all of the host's mappings, run one after the
/// other.</summary>
[CollectionDefinition(nameof(HostAddressSpace))]
public sealed class HostAddressSpace;
