namespace Emu.Linux.Tests.Memory;

/// <summary>Tests that use fixed host addresses, or look at all of the host's mappings, run one after the
/// other, and beside no others.</summary>
[CollectionDefinition(nameof(HostAddressSpace), DisableParallelization = true)]
public sealed class HostAddressSpace;
