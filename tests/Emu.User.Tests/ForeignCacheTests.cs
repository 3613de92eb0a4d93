using System.Diagnostics;
using System.Runtime.Versioning;

namespace Emu.User.Tests;

/// <summary>Programs run under many users, and their standard error is their own: a folder for cache files that this user
/// may not use is told only to who asks.</summary>
[SupportedOSPlatform("linux")]
public sealed class ForeignCacheTests : IDisposable
{
    private const string Program = "basic/hello.static";

    private readonly string folder = Directory.CreateTempSubdirectory("emu-foreign-cache-").FullName;

    [Fact]
    public void A_folder_of_another_user_is_passed_over_in_silence()
    {
        TakeAway(folder);
        ProcessRun run = Run(Path.Combine(folder, "code"));
        Assert.Equal((0, ""), (run.Status, run.Errors));
        run = Run(folder);
        Assert.Equal((0, ""), (run.Status, run.Errors));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_passed_over_in_silence()
    {
        ProcessRun run = Run("/proc/nothing/code");
        Assert.Equal((0, ""), (run.Status, run.Errors));
    }

    [Theory]
    [InlineData("unimp")]
    [InlineData("guest_errors")]
    public void Who_looks_inside_is_told(string item)
    {
        TakeAway(folder);
        ProcessRun run = Run(folder, "-d", item);
        Assert.Equal(0, run.Status);
        Assert.Contains(folder, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd('\n').Split('\n'));
    }

    public void Dispose()
    {
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(folder, recursive: true);
    }

    private static ProcessRun Run(string cache, params string[] options) => ProcessRun.Of(
        [Repository.Emulator, "user", "-accel", $"aot,cache-dir={cache}", .. options, UserProgram.Named(Program).File]);

    // The superuser may enter any folder, and gives this one away; other users have one that they may not enter.
    private static void TakeAway(string folder)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            File.SetUnixFileMode(folder, UnixFileMode.None);
            return;
        }

        using Process change = Process.Start("chown", ["65534", folder]);
        change.WaitForExit();
        Assert.Equal(0, change.ExitCode);
    }
}
