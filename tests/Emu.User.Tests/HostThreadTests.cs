using System.Diagnostics;

namespace Emu.User.Tests;

/// <summary>
/// The threads that a running program's process has on the host: a fork copies the state of each and its child has none
/// of them, so the runtime may start no thread that the emulator does not know.
/// </summary>
public sealed class HostThreadTests
{
    // Before a thread has a name of its own it has that of the thread that started it.
    private static readonly string[] Expected = [".NET Finalizer", "children.static", "emu", "sampler", "translator "];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("aot,cache=off")]
    [InlineData("aot,cache=off,tiers=interp+baseline,warm=1,check=on")]
    [InlineData("aot,cache=off,tiers=interp+llvm,hot=20,check=on")]
    public async Task All_threads_are_those_of_the_program_and_the_translators(string accelerator)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            Repository.Emulator, ["user", "-accel", accelerator, UserProgram.Named("processes/children.static").File])
        {
            RedirectStandardOutput = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        HashSet<string> names = [];
        Stopwatch running = Stopwatch.StartNew();
        while (!process.HasExited && running.Elapsed < Patience) names.UnionWith(ThreadNames(process.Id));
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        Assert.Contains("pids = 50", await output);
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !Expected.Any(name.StartsWith));
    }

    private static IEnumerable<string> ThreadNames(int process)
    {
        string[] threads;
        try
        {
            threads = Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (DirectoryNotFoundException)
        {
            yield break;
        }

        foreach (string thread in threads)
            if (NameOf(thread) is { } name) yield return name;
    }

    // Null for a thread that has ended meanwhile.
    private static string? NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
