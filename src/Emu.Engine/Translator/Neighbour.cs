namespace Emu.Engine.Translator;

/// <summary>A page besides its own that a region needs, to be what it was decoded from.</summary>
/// <param name="Distance">How many pages it lies behind the region's page; negative before it.</param>
/// <param name="Hash">XXH3-128 of its bytes.</param>
public readonly record struct Neighbour(int Distance, UInt128 Hash);
