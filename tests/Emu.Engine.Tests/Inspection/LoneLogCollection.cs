namespace Emu.Engine.Tests.Inspection;

[CollectionDefinition(LoneLog.Collection, DisableParallelization = true)]
public sealed class LoneLogCollection;
