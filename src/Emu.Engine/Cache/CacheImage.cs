namespace Emu.Engine.Cache;

/// <summary>What a cache file is of.</summary>
/// <param name="Name">The path of the program, library or kernel, by which it was last used; null when the file does not say
/// it.</param>
/// <param name="Guests">The architectures that it has code of, as <see cref="CacheEnvironment.Guest"/> names them.</param>
public sealed record CacheImage(string? Name, IReadOnlyList<string> Guests);
