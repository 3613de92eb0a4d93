using System.Diagnostics;

namespace Emu.Cli.Tests;

/// <summary>Whatever becomes of the cache, the guest runs rightly, and what is wrong is told in a line; with the
/// published executable.</summary>
public sealed class CacheRobustnessTests : IDisposable
{
    private readonly CacheGuest guest = new();

    public void Dispose() => guest.Dispose();

    [Fact]
    public void Flipped_bits_in_the_file_never_change_what_the_guest_does()
    {
        byte[] sound = FillCache();
        string path = guest.CacheFile;
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            byte[] bytes = [.. sound];
            for (int flips = random.Next(1, 9); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            CacheGuest.AssertRight(guest.Run(), $"seed {seed}");
            foreach (string file in Directory.GetFiles(guest.CacheFolder)) File.Delete(file);
            File.WriteAllBytes(path, sound);
            Assert.Equal(0, EmulatorRun.Of("/bin/chmod", "600", path).Status);
        }
    }

    [Fact]
    public void A_file_that_is_cut_somewhere_is_made_whole_again()
    {
        byte[] sound = FillCache();
        string path = guest.CacheFile;
        Random random = new(1);
        for (int i = 0; i < 15; i++)
        {
            int length = random.Next(sound.Length);
            File.WriteAllBytes(path, sound[..length]);
            CacheGuest.AssertRight(guest.Run(), $"cut to {length} bytes");
            guest.AssertSound();
            // What is left and what is new meet at other places than before: that may take a region more.
            for (int again = 0; again == 0 || guest.Regions("compiled") != 0; again++)
            {
                Assert.InRange(again, 0, 3);
                CacheGuest.AssertRight(guest.Run(), $"after a cut to {length} bytes");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_full_disk_costs_only_the_keeping(int kilobytes)
    {
        string script = $"trap '' XFSZ; ulimit -f {kilobytes * 2}; exec \"$0\" \"$@\"";
        EmulatorRun run = EmulatorRun.Of(
            "/bin/sh", ["-c", script, EmulatorRun.Executable, .. guest.Arguments().Select(WithoutStatistics)]);
        CacheGuest.AssertRight(run);
        Assert.NotEqual("", run.Errors);
        CacheGuest.AssertRight(guest.Run());
        guest.AssertSound();
    }

    [Theory]
    [InlineData("/proc/self/emu-cache")]
    [InlineData("/dev/null/emu-cache")]
    public void A_folder_that_cannot_be_had_is_told_of(string folder)
    {
        guest.CacheFolder = folder;
        EmulatorRun run = guest.Run();
        CacheGuest.AssertRight(run);
        Assert.Contains(folder, run.Errors);
    }

    [Fact]
    public void A_folder_that_others_may_write_to_is_not_trusted()
    {
        FillCache();
        Assert.Equal(0, EmulatorRun.Of("/bin/chmod", "o+w", guest.CacheFolder).Status);
        EmulatorRun run = guest.Run();
        CacheGuest.AssertRight(run);
        Assert.Contains("written by other users", run.Errors);
        Assert.Equal(0, guest.Regions("loaded"));
    }

    [Fact]
    public void An_emulator_killed_at_any_moment_leaves_a_sound_file()
    {
        Random random = new(1);
        for (int i = 0; i < 12; i++)
        {
            using Process process = Process.Start(new ProcessStartInfo(EmulatorRun.Executable, guest.Arguments())
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            })!;
            Thread.Sleep(random.Next(5, 250));
            process.Kill();
            process.WaitForExit();
            Assert.Equal("", process.StandardError.ReadToEnd());
        }

        CacheGuest.AssertRight(guest.Run());
        guest.AssertSound();
        EmulatorRun last = guest.Run();
        CacheGuest.AssertRight(last);
        Assert.Equal((0, ""), (guest.Regions("compiled"), last.Errors));
    }

    [Fact]
    public void Four_emulators_at_once_share_a_file()
    {
        EmulatorRun[] runs = new EmulatorRun[4];
        Parallel.For(0, runs.Length, new ParallelOptions { MaxDegreeOfParallelism = runs.Length }, i =>
        {
            string[] arguments = guest.Arguments();
            arguments[^1] = WithoutStatistics(arguments[^1]);
            runs[i] = EmulatorRun.Of(EmulatorRun.Executable, arguments);
        });
        foreach (EmulatorRun run in runs)
        {
            CacheGuest.AssertRight(run);
            // On a busy machine one may have to wait too long for another's turn, and then keeps its code to itself.
            if (run.Errors.Length != 0) Assert.Contains("kept locked by another process", run.Errors);
        }

        guest.AssertSound();
        CacheGuest.AssertRight(guest.Run());
        CacheGuest.AssertRight(guest.Run());
        Assert.Equal(0, guest.Regions("compiled"));
    }

    private static string WithoutStatistics(string argument) => argument.Split(",stats=")[0];

    private byte[] FillCache()
    {
        CacheGuest.AssertRight(guest.Run());
        return File.ReadAllBytes(guest.CacheFile);
    }
}
