using System.Diagnostics;
using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Engine.Tests.Cache;

[Collection(nameof(StartsProcesses))]
public sealed class RefusedFolderTests : IDisposable
{
    private readonly CacheFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("g+w")]
    [InlineData("o+w")]
    public void A_folder_that_others_may_write_to_is_refused(string mode)
    {
        folder.Fill(StoreCases.Returning(1));
        Run("chmod", mode, folder.Path);
        AssertRefused("can be written by other users");
    }

    [Theory]
    [InlineData("g+w")]
    [InlineData("o+w")]
    public void A_file_that_others_may_write_to_is_refused(string mode)
    {
        folder.Fill(StoreCases.Returning(1));
        Run("chmod", mode, folder.File);
        AssertRefused("can be written by other users");
    }

    [Fact]
    public void A_folder_of_another_user_is_refused()
    {
        // Only root can give files away; anybody else finds a folder of root's.
        string path = folder.Path;
        if (HostFile.EffectiveUser == 0)
        {
            folder.Fill(StoreCases.Returning(1));
            Run("chown", "65534", path);
        }
        else path = "/usr";
        AssertRefused("belongs to another user", folder.Options with { Directory = path });
    }

    [Fact]
    public void A_file_of_another_user_is_refused()
    {
        if (HostFile.EffectiveUser != 0) return;
        folder.Fill(StoreCases.Returning(1));
        Run("chown", "65534", folder.File);
        AssertRefused("belongs to another user");
    }

    [Theory]
    [InlineData("/proc/self/emu-cache")]
    [InlineData("/sys/emu-cache")]
    [InlineData("/dev/null/emu-cache")]
    public void A_folder_that_cannot_be_made_is_told_of(string path) =>
        AssertRefused("cannot be used", folder.Options with { Directory = path });

    [Fact]
    public void A_file_in_a_missing_folder_is_told_of() =>
        AssertRefused("does not exist", folder.Options with { File = folder.Path + "/file" });

    [Fact]
    public void A_missing_file_is_told_of_when_it_is_only_to_be_read() =>
        AssertRefused("does not exist", folder.Options with { Mode = CacheMode.ReadOnly });

    [Fact]
    public void A_file_that_cannot_be_written_is_still_executed()
    {
        folder.Fill(StoreCases.Returning(1));
        if (HostFile.EffectiveUser == 0) Run("chattr", "+i", folder.File);
        else Run("chmod", "a-w", folder.File);
        try
        {
            Assert.Equal(1, folder.Run());
            Assert.Contains("it is only read", Assert.Single(folder.Warnings));
        }
        finally
        {
            if (HostFile.EffectiveUser == 0) Run("chattr", "-i", folder.File);
        }
    }

    private void AssertRefused(string words, CodeStoreOptions? options = null)
    {
        using CodeStore store = new(options ?? folder.Options);
        Assert.Null(store.FindPage(0).Find(0));
        Assert.Equal(7, StoreCases.Call(store.Add(StoreCases.Returning(7))));
        string line = Assert.Single(folder.Warnings);
        Assert.Contains(words, line);
        Assert.DoesNotContain('\n', line);
    }

    private static void Run(string tool, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
