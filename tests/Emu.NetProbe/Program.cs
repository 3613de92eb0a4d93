using System.Diagnostics;
using Emu.NetProbe;

// Runs in a network namespace of its own and says of each scenario how it went: `unshare -Urn dotnet Emu.NetProbe.dll`.
int seed = args.Length > 0 ? int.Parse(args[0]) : Environment.TickCount;
string? only = args.Length > 1 ? args[1] : null;
using ProbeNetwork network = new(seed);
Console.WriteLine($"seed {seed}");
Scenarios scenarios = new(network, seed);
bool hasFailed = false;
foreach ((string name, Action run) in scenarios.All)
{
    if (only is not null && only != name) continue;
    Stopwatch watch = Stopwatch.StartNew();
    TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
    try
    {
        run();
        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime - before;
        Console.WriteLine($"ok {name} # {watch.ElapsedMilliseconds} ms, {used.TotalMilliseconds:0} ms of CPU");
    }
    catch (Exception e)
    {
        hasFailed = true;
        Console.WriteLine($"failed {name}: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} {e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Scenarios"))}");
    }
}

return hasFailed ? 1 : 0;
