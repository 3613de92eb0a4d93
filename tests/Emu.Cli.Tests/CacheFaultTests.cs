namespace Emu.Cli.Tests;

/// <summary>System calls on the cache that fail; <c>bench/cache-faults.sh</c> without its option tries all of them.</summary>
public sealed class CacheFaultTests
{
    [Fact]
    public void Whatever_call_on_the_cache_fails_the_guest_runs_on_and_one_line_tells()
    {
        string script = Path.Combine(EmulatorRun.Repository, "bench", "cache-faults.sh");
        EmulatorRun run = EmulatorRun.Of("/bin/bash", script, "--short");
        Assert.True(run.Status == 0, run.Output + run.Errors);
    }
}
