using System.Diagnostics;

namespace Emu.User.Tests;

/// <summary>The Debian installer's ramdisk, unpacked: a whole small system for riscv64 to run programs of.</summary>
public sealed class BusyboxRoot : IDisposable
{
    public BusyboxRoot()
    {
        string image = Path.Combine(Repository.Guests, "initrd-installer.gz");
        Assert.True(File.Exists(image), $"{image} is missing: build/guests.sh fetches it.");
        const string Unpack = "gzip -dc \"$0\" | cpio -id --quiet --no-absolute-filenames bin sbin lib 'etc/*' 'usr/*'";
        using Process unpack = Process.Start(new ProcessStartInfo("sh", ["-c", Unpack, image])
        {
            WorkingDirectory = Folder,
        })!;
        unpack.WaitForExit();
        Assert.True(File.Exists(Busybox), $"{image} has no busybox");
    }

    /// <summary>What <c>-L</c> names.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("emu-user-root-").FullName;

    /// <summary>The program of many names.</summary>
    public string Busybox => Path.Combine(Folder, "usr", "bin", "busybox");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
