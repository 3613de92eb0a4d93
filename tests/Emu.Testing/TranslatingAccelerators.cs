using static System.StringComparison;

namespace Emu.Testing;

/// <summary>
/// Values of <c>-accel</c> with which guest code runs translated as soon as it runs twice, the same code in each run:
/// tests that must hold in every tier go through all of them. A new tier is one more line.
/// </summary>
public static class TranslatingAccelerators
{
    /// <summary>Those with which LLVM translates whatever runs, while the CPU waits.</summary>
    public static IReadOnlyList<string> Llvm => [.. All.Where(each => each.Contains("tiers=interp+llvm", Ordinal))];

    /// <summary>All of them; none reads or writes a cache file.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "aot,cache=off,tiers=interp+llvm,hot=1,wait=on",
        "aot,cache=off,tiers=interp+llvm,hot=1,wait=on,check=on",
        "aot,cache=off,tiers=interp+baseline,warm=1",
        "aot,cache=off,tiers=interp+baseline,warm=1,check=on",
        "aot,cache=off,warm=1,samples=1,wait=on",
    ];
}
