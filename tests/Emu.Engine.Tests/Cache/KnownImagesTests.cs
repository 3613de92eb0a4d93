using System.Runtime.Versioning;
using Emu.Engine.Cache;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Engine.Tests.Cache;

/// <summary>Digests of files that need not be read at each start.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KnownImagesTests : IDisposable
{
    private static readonly string First = new('1', 64), Second = new('2', 64);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("emu-known-");
    private readonly string image = Path.GetTempFileName();

    public KnownImagesTests() => File.WriteAllText(image, "image");

    private string KnownFile => Path.Combine(folder.FullName, KnownImages.FileName);

    public void Dispose()
    {
        File.Delete(image);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_file_that_has_not_changed_is_not_read_again()
    {
        Assert.Equal(First, DigestOf(First));
        Assert.Equal(First, DigestOf(Second));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KnownFile));
    }

    [Fact]
    public void A_file_that_has_changed_is_read_even_when_it_has_its_old_size_and_time()
    {
        Assert.Equal(First, DigestOf(First));
        DateTime modified = File.GetLastWriteTimeUtc(image);
        FileIdentity before = Identity();
        do
        {
            File.WriteAllText(image, "other");
            File.SetLastWriteTimeUtc(image, modified);
        }
        while (Identity().Changed == before.Changed); // The host's clock for files has steps.

        Assert.Equal(Second, DigestOf(Second));
        // Of one file one state is known.
        Assert.Equal(2, File.ReadAllLines(KnownFile).Length);
    }

    [Fact]
    public void Another_file_under_the_same_name_is_read()
    {
        Assert.Equal(First, DigestOf(First));
        string other = Path.Combine(folder.FullName, "other");
        File.Copy(image, other);
        File.Move(other, image, overwrite: true);
        Assert.Equal(Second, DigestOf(Second));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    public void A_file_that_may_change_without_a_new_time_is_always_read(int seconds)
    {
        Assert.Equal(First, DigestOf(First, secondsAhead: seconds));
        Assert.Equal(Second, DigestOf(Second, secondsAhead: seconds));
        Assert.False(File.Exists(KnownFile));
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read_is_read_again()
    {
        using (SafeFileHandle file = File.OpenHandle(image))
        {
            KnownImages known = new(new CacheDirectory(folder.FullName), new Later(3600));
            Assert.Equal(First, known.DigestOf(file, () =>
            {
                File.AppendAllText(image, "x");
                return First;
            }));
            known.Save();
        }

        Assert.Equal(Second, DigestOf(Second));
    }

    [Fact]
    public void What_others_may_have_written_or_is_damaged_is_not_believed()
    {
        Assert.Equal(First, DigestOf(First));
        string whole = File.ReadAllText(KnownFile);
        foreach (string damaged in new[] { "", "x", "emu known images 1", whole[..^1], whole[..^2] + "\n", whole.Replace("known", "other"), whole.Replace(' ', '\n') })
        {
            File.WriteAllText(KnownFile, damaged);
            Assert.Equal(Second, DigestOf(Second));
            File.WriteAllText(KnownFile, whole);
        }

        Assert.Equal(First, DigestOf(Second));
        File.SetUnixFileMode(KnownFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Assert.Equal(Second, DigestOf(Second));
    }

    [Fact]
    public void A_directory_that_cannot_be_written_to_costs_time_only()
    {
        string file = Path.Combine(folder.FullName, "file");
        File.WriteAllText(file, "");
        using SafeFileHandle opened = File.OpenHandle(image);
        KnownImages known = new(new CacheDirectory(file), new Later(3600));
        Assert.Equal(First, known.DigestOf(opened, () => First));
        known.Save();
        Assert.Equal("", File.ReadAllText(file));
    }

    /// <summary>A start's digest of the image: the one given, when the image is read.</summary>
    private string DigestOf(string taken, int secondsAhead = 3600)
    {
        using SafeFileHandle file = File.OpenHandle(image);
        KnownImages known = new(new CacheDirectory(folder.FullName), new Later(secondsAhead));
        string digest = known.DigestOf(file, () => taken);
        known.Save();
        return digest;
    }

    private FileIdentity Identity()
    {
        using SafeFileHandle file = File.OpenHandle(image);
        return Assert.NotNull(FileIdentity.Of(file));
    }

    private sealed class Later(int seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddSeconds(seconds);
    }
}
