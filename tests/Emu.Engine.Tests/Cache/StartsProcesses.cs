namespace Emu.Engine.Tests.Cache;

/// <summary>
/// Tests that start processes run alone: until a new process executes its program it has the locks of all cache files that
/// are open here, and tests beside it would find their files in use.
/// </summary>
[CollectionDefinition(nameof(StartsProcesses), DisableParallelization = true)]
public sealed class StartsProcesses;
