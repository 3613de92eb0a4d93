namespace Emu.Cli.Tests;

/// <summary>The cache's commands on what is no sound cache file, with the published executable.</summary>
public sealed class CacheOddFileTests : IDisposable
{
    private readonly CacheGuest guest = new();

    public void Dispose() => EmulatorRun.Of("/bin/rm", "-r", guest.Folder);

    [Theory]
    [InlineData("info")]
    [InlineData("verify")]
    [InlineData("optimize")]
    [InlineData("rm")]
    public void A_pipe_is_not_waited_for(string command)
    {
        EmulatorRun run = Shell("mkfifo pipe; timeout 20 \"$0\" cache \"$1\" ./pipe; status=$?; rm pipe; exit $status", command);
        Assert.Equal(1, run.Status);
        Assert.Contains("is not a regular file", run.Output + run.Errors);
    }

    [Theory]
    [InlineData("info", 0)]
    [InlineData("verify", 0)]
    [InlineData("optimize", 1)]
    [InlineData("rm", 0)]
    public void An_empty_file_is_a_new_cache(string command, int status)
    {
        EmulatorRun run = Shell("touch new; exec \"$0\" cache \"$1\" ./new", command);
        Assert.True(run.Status == status, run.Output + run.Errors);
        Assert.InRange(run.Errors.Count(character => character == '\n'), status, status);
    }

    [Fact]
    public void Lists_pass_over_what_has_a_cache_files_name_and_is_none()
    {
        string script = "mkdir d; name=0123456789abcdef0123456789abcdef.emucode; mkfifo d/$name; ln -s nowhere d/1$name; "
            + "mkdir d/$name.bad-1; for each in ls 'gc --max-size 0' verify 'rm --all'; do "
            + "timeout 20 \"$0\" cache $each --dir d || exit; done; ls d | wc -l";
        EmulatorRun run = Shell(script);
        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.EndsWith("3\n", run.Output);
    }

    [Fact]
    public void A_folder_may_have_any_name()
    {
        string script = "name=$(printf 'code-\\377\\303(') && \"$0\" system riscv64 -serial stdio -bios guest.bin "
            + "-accel \"aot,hot=1,wait=on,cache-dir=$name\" </dev/null && ls \"$name\"/*.emucode | wc -l && "
            + "\"$0\" cache ls --dir \"$name\" && cd \"$name\" && \"$0\" cache verify ./*.emucode";
        EmulatorRun run = Shell(script);
        Assert.True(run.Status == 0, run.Output + run.Errors);
        Assert.StartsWith(CacheGuest.Expected() + "1\n", run.Output);
        Assert.Contains("in 1 files in code-\\xff\\xc3(", run.Output);
        Assert.Contains(": sound: ", run.Output);
    }

    [Fact]
    public void A_file_that_is_cut_while_the_guest_runs_costs_one_line()
    {
        CacheGuest.AssertRight(guest.Run());
        string script = "(while :; do : >\"$1\"; done) & cutter=$!; \"$0\" system riscv64 -serial stdio -bios guest.bin "
            + "-accel \"aot,hot=1,wait=on,cache-dir=code\" </dev/null; status=$?; kill $cutter; exit $status";
        EmulatorRun run = Shell(script, guest.CacheFile);
        CacheGuest.AssertRight(run);
    }

    private EmulatorRun Shell(string script, params string[] arguments) => EmulatorRun.Of(
        "/bin/sh", ["-c", $"cd '{guest.Folder}'; {script}", EmulatorRun.Executable, .. arguments]);
}
