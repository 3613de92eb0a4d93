namespace Emu.Testing;

/// <summary>
/// Values of <c>-accel</c> with which guest code runs translated as soon as it runs twice, the same code in each run:
/// tests that must hold in every tier go through all of them. A new tier is one more line.
/// </summary>
public static class TranslatingAccelerators
{
    /// <summary>All of them; none reads or writes a cache file.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "aot,cache=off,hot=1,wait=on",
        "aot,cache=off,hot=1,wait=on,check=on",
    ];
}
