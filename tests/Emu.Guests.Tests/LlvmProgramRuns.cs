namespace Emu.Guests.Tests;

/// <summary>
/// Runs of a guest program with everything translated that runs twice: into a new cache file, out of that file alone, and
/// compared with the interpreter at each exit of a region.
/// </summary>
public abstract class LlvmProgramRuns : IDisposable
{
    private readonly string cacheFile = Path.Combine(Path.GetTempPath(), $"emu-guest-{Guid.NewGuid():n}.emucode");

    public void Dispose()
    {
        File.Delete(cacheFile);
        GC.SuppressFinalize(this);
    }

    /// <summary>True for a program that is built for the environment "v".</summary>
    protected static bool IsVirtual(string name) => name.EndsWith("-v", StringComparison.Ordinal);

    /// <summary>Checks all runs of a program.</summary>
    protected void Passes(string name)
    {
        GuestProgram program = GuestProgram.Named(name);
        program.MustPass($"aot,hot=1,wait=on,cache-file={cacheFile}");
        byte[] cold = File.ReadAllBytes(cacheFile);
        program.MustPass($"aot,hot=1,jit=off,cache=readonly,cache-file={cacheFile}");
        // What was translated for the first run need not be translated again to be compared.
        program.MustPass($"aot,hot=1,wait=on,check=on,cache=readonly,cache-file={cacheFile}");
        Assert.Equal(cold, File.ReadAllBytes(cacheFile));
    }
}
