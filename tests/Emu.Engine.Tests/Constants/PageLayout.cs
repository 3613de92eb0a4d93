namespace Emu.Engine.Tests.Constants;

/// <summary>Virtual addresses of pages that hold one and the same code, and of those that hold data.</summary>
internal sealed record PageLayout(ulong[] CodePages, ulong[] DataPages);
