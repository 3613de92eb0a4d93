using System.Diagnostics;
using System.Net.Sockets;
using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Engine.Tests.Cache;

/// <summary>What is no file, or not where it seems to be, in the place of a cache file.</summary>
[Collection(nameof(StartsProcesses))]
public sealed class OddFileTests : IDisposable
{
    private readonly CacheFolder folder = new();

    public OddFileTests() => folder.Fill(StoreCases.Returning(1));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("mkdir")]
    [InlineData("mknod", "c", "1", "7")]
    [InlineData("mknod", "b", "7", "99")]
    public void What_is_no_regular_file_is_never_opened(string tool, params string[] arguments)
    {
        if (tool == "mknod" && HostFile.EffectiveUser != 0) return;
        File.Delete(folder.File);
        Run(tool, [folder.File, .. arguments]);
        foreach (CacheMode mode in (CacheMode[])[CacheMode.On, CacheMode.ReadOnly])
            AssertTold("not a regular file", folder.Options with { Mode = mode });
        Assert.Empty(new CacheDirectory(folder.Path).List());
        CacheCollector.Collect(new CacheDirectory(folder.Path), 0);
        if (Directory.Exists(folder.File)) Directory.Delete(folder.File);
        else File.Delete(folder.File);
    }

    [Fact]
    public void A_socket_is_no_cache_file()
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"emu-socket-{Environment.ProcessId}");
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            AssertTold("not a regular file", folder.Options with { File = path });
        }

        File.Delete(path);
    }

    [Fact]
    public void A_link_of_the_users_own_is_followed()
    {
        string link = folder.Path + ".link";
        File.CreateSymbolicLink(link, folder.File);
        using (CodeStore store = new(folder.Options with { File = link }))
        {
            Assert.Equal(1, StoreCases.Call(store.FindPage(0).Find(0)));
            Assert.NotNull(store.Add(StoreCases.Returning(2, page: 1)));
        }

        Assert.Equal(2, folder.Run(page: 1));
        Assert.Empty(folder.Warnings);
        Assert.Equal(folder.File, new FileInfo(link).LinkTarget);
    }

    [Theory]
    [InlineData("1777")]
    [InlineData("770")]
    public void A_link_in_a_folder_that_others_may_write_to_is_not_followed(string mode)
    {
        byte[] before = File.ReadAllBytes(folder.File);
        string open = folder.Path + ".open", link = System.IO.Path.Combine(open, "cache");
        Directory.CreateDirectory(open);
        Run("chmod", mode, open);
        File.CreateSymbolicLink(link, folder.File);
        AssertTold("is a symbolic link", folder.Options with { File = link });
        AssertTold("is a symbolic link", folder.Options with { File = link, Mode = CacheMode.ReadOnly });
        Assert.Equal(before, File.ReadAllBytes(folder.File));
    }

    [Fact]
    public void A_link_that_leads_into_such_a_folder_leads_to_no_further_link()
    {
        string open = folder.Path + ".open", theirs = System.IO.Path.Combine(open, "cache");
        Directory.CreateDirectory(open);
        Run("chmod", "1777", open);
        File.CreateSymbolicLink(theirs, folder.File);
        string ours = folder.Path + ".link";
        File.CreateSymbolicLink(ours, theirs);
        AssertTold("is a symbolic link", folder.Options with { File = ours });
    }

    [Fact]
    public void Links_that_lead_nowhere_end()
    {
        string link = folder.Path + ".loop";
        File.CreateSymbolicLink(link, link);
        AssertTold("too many symbolic links", folder.Options with { File = link });
    }

    [Fact]
    public void A_name_need_not_be_text()
    {
        string path = folder.Path + HostPath.FromBytes([0x2d, 0xff, 0xc3, 0x28, 0x2d, 0xc3, 0xa4]);
        CodeStoreOptions options = folder.Options with { Directory = path };
        using (CodeStore store = new(options)) Assert.NotNull(store.Add(StoreCases.Returning(3)));
        using (CodeStore store = new(options))
            Assert.Equal(3, StoreCases.Call(store.FindPage(0).Find(0)));
        Assert.Single(new CacheDirectory(path).List());
        Assert.Empty(folder.Warnings);
        using CodeStore refused = new(options with { File = path });
        Assert.Contains("code-\\xff\\xc3(-ä'", Assert.Single(folder.Warnings));
        Run(
            "find", System.IO.Path.GetDirectoryName(folder.Path)!, "-maxdepth", "1", "-name", "code-*", "-exec", "rm", "-r",
            "{}", "+");
    }

    [Fact]
    public void A_file_that_is_mostly_a_hole_is_opened_at_once()
    {
        using (FileStream stream = File.OpenWrite(folder.File))
        {
            byte[] words = new byte[16];
            stream.SetLength(1L << 40);
            CacheFormat.CacheHeader.WritePublished(words, 1L << 40);
            stream.Position = CacheFormat.CacheLayout.PublishedOffset;
            stream.Write(words);
        }

        long start = Stopwatch.GetTimestamp();
        Assert.Equal(1, folder.Run());
        Assert.Single(folder.Warnings);
        folder.Warnings.Clear();
        folder.Fill(StoreCases.Returning(2, page: 1));
        Assert.Equal((1, 2), (folder.Run(), folder.Run(page: 1)));
        Assert.Empty(folder.Warnings);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }

    private void AssertTold(string words, CodeStoreOptions options)
    {
        folder.Warnings.Clear();
        using CodeStore store = new(options);
        Assert.Equal(7, StoreCases.Call(store.Add(StoreCases.Returning(7, page: 9))));
        string line = Assert.Single(folder.Warnings);
        Assert.Contains(words, line);
        Assert.DoesNotContain('\n', line);
        folder.Warnings.Clear();
    }

    private static void Run(string tool, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
