using System.ComponentModel;
using System.Diagnostics;

namespace Emu.Net.Tests;

/// <summary>Runs the probe, a user network whose guest is the host's own kernel, in a network namespace.</summary>
public sealed class LinuxPeerRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, string> results = [];
    private readonly string output;

    /// <summary>Why the host does not let the probe run; null when it does.</summary>
    public static string? Obstacle { get; } =
        TryRun("unshare", ["-Urn", "ip", "tuntap", "add", "mode", "tap", "emu-probe"], out string error)
            ? null : $"this host allows no tap in a network namespace of one's own: {error.Trim()}";

    public LinuxPeerRun()
    {
        string probe = Path.Combine(AppContext.BaseDirectory, "Emu.NetProbe.dll");
        TryRun("unshare", ["-Urn", Environment.ProcessPath!, "exec", probe, $"{Environment.TickCount}"], out output);
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', ':');
            if (words is ["ok" or "failed", var name, ..]) results[name] = line;
        }
    }

    public void MustBeGood(string scenario)
    {
        Assert.True(results.TryGetValue(scenario, out string? line), $"the probe did not come to {scenario}: {output}");
        Assert.True(line.StartsWith("ok ", StringComparison.Ordinal), output);
    }

    private static bool TryRun(string program, string[] arguments, out string output)
    {
        output = "";
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            Task<string> text = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience)) process.Kill(entireProcessTree: true);
            output = text.Result + errors.Result;
            return process.ExitCode == 0;
        }
        catch (Win32Exception e)
        {
            output = e.Message;
            return false;
        }
    }
}
