namespace Emu.User.Tests;

/// <summary>Faults in LLVM's code are exact: by either set of passes, and in code that comes from a cache.</summary>
public sealed class PreciseFaultTests : IDisposable
{
    private const string Llvm = "tiers=interp+llvm,hot=2,wait=on";

    private readonly string cache = Directory.CreateTempSubdirectory("emu-faults-cache-").FullName;

    public static TheoryData<string> Programs => ["signals/precise.static", "signals/replay.static"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Faults_are_exact_with_a_cold_and_with_a_warm_cache(string name)
    {
        UserProgram.Named(name).MustPass($"aot,cache-dir={cache},{Llvm}");
        UserProgram.Named(name).MustPass($"aot,cache-dir={cache},jit=off");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Faults_are_exact_with_all_optimizations(string name) =>
        UserProgram.Named(name).MustPass($"aot,cache=off,{Llvm},passes=default<O3>");

    public void Dispose() => Directory.Delete(cache, recursive: true);
}
