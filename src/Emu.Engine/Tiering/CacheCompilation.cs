namespace Emu.Engine.Tiering;

/// <summary>What a <see cref="CacheCompiler"/> did.</summary>
/// <param name="Pages">Guest pages that are known to have run.</param>
/// <param name="Blocks">Blocks in them.</param>
/// <param name="Compiled">Regions translated.</param>
/// <param name="Known">Regions that were there already.</param>
/// <param name="Untranslatable">Blocks that only the interpreter executes.</param>
/// <param name="CodeBytes">Bytes of code in the regions translated.</param>
/// <param name="IsFull">The file had no room for all of it.</param>
public sealed record CacheCompilation(
    int Pages, int Blocks, int Compiled, int Known, int Untranslatable, long CodeBytes, bool IsFull);
