using System.Diagnostics;

namespace Emu.Engine.Tests.Cache;

/// <summary>Another process that adds regions to a cache.</summary>
internal sealed class ProbeProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Probe = Path.Combine(AppContext.BaseDirectory, "Emu.CacheProbe.dll");

    private readonly Process process;
    private readonly Task<string> errors;

    public ProbeProcess(CacheFolder folder, int firstPage, int regions, int padding = 0)
    {
        process = Process.Start(new ProcessStartInfo(
            System.Environment.ProcessPath!, ["exec", Probe, folder.Path, $"{firstPage}", $"{regions}", $"{padding}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        errors = process.StandardError.ReadToEndAsync();
        Assert.Equal("ready", process.StandardOutput.ReadLine());
    }

    public int Id => process.Id;

    /// <summary>Lets it begin to add.</summary>
    public void Go()
    {
        process.StandardInput.WriteLine();
        process.StandardInput.Flush();
    }

    /// <summary>Kills it with SIGKILL when it has added some regions, in the middle of a further one; returns how many
    /// it had added at least.</summary>
    public int KillAfter(int regions)
    {
        for (int i = 1; i <= regions; i++) Assert.Equal($"{i}", process.StandardOutput.ReadLine());
        process.Kill();
        process.WaitForExit();
        return Math.Max(regions, AddedRegions());
    }

    /// <summary>Waits for its end, which must be a good one; returns what it wrote to standard error.</summary>
    public string[] Finish()
    {
        AddedRegions();
        Assert.True(process.WaitForExit(Patience));
        Assert.True(process.ExitCode == 0, $"{process.ExitCode}: {errors.Result}");
        return Lines(errors.Result);
    }

    /// <summary>Runs one to its end with a disk of a few bytes mounted as the cache's folder, for that process alone.
    /// For root.</summary>
    public static (int Status, string[] Output, string[] Errors) RunOnDisk(
        string size, CacheFolder folder, int regions, int padding)
    {
        const string Script = """
            mount -t tmpfs -o size="$1",mode=700 emu-test "$2" && echo | "$3" exec "$4" "$2" 0 "$5" "$6"
            """;
        using Process shell = Process.Start(new ProcessStartInfo(
            "unshare",
            [
                "--mount", "sh", "-c", Script, "sh", size, folder.Path, System.Environment.ProcessPath!, Probe,
                $"{regions}", $"{padding}",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = shell.StandardError.ReadToEndAsync();
        string[] output = Lines(shell.StandardOutput.ReadToEnd());
        shell.WaitForExit();
        return (shell.ExitCode, output, Lines(errors.Result));
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private int AddedRegions()
    {
        string[] lines = Lines(process.StandardOutput.ReadToEnd());
        return lines.Length == 0 ? 0 : int.Parse(lines[^1]);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
