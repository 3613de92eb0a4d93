using System.Diagnostics;

namespace Emu.Cli.Tests;

/// <summary>Commands of <c>qemu-img</c> on an image that another program has open for writing.</summary>
public sealed class ImageSharingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emu-shared-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("resize A +1M")]
    [InlineData("resize -f raw RAW +1M")]
    [InlineData("bitmap --add A one")]
    [InlineData("amend -o lazy_refcounts=on A")]
    [InlineData("snapshot -c one A")]
    [InlineData("check -r all A")]
    [InlineData("commit C")]
    [InlineData("commit B")]
    [InlineData("rebase -u -b B -F qcow2 A")]
    [InlineData("rebase -U -u -b B -F qcow2 A")]
    [InlineData("convert -n RAW A")]
    [InlineData("convert -O qcow2 RAW A")]
    [InlineData("create -f qcow2 A 1M")]
    [InlineData("dd if=RAW of=A")]
    [InlineData("bench -w -c 1 A")]
    public void Nothing_is_written_to_an_image_that_another_program_writes(string command)
    {
        Make();
        using (Writer a = new(Path.Combine(folder, "A"), "qcow2"), raw = new(Path.Combine(folder, "RAW"), "raw"))
        {
            byte[][] before = [.. Contents()];
            EmulatorRun run = Ours(command);
            Assert.Equal(1, run.Status);
            Assert.Contains("lock", run.Errors, StringComparison.Ordinal);
            Assert.Equal(before, Contents());
        }
    }

    [Theory]
    [InlineData("check -r all -U A")]
    [InlineData("snapshot -U -c one A")]
    [InlineData("snapshot -U -a one A")]
    [InlineData("snapshot -U -d one A")]
    [InlineData("bench -U -w -c 1 A")]
    public void An_image_that_is_written_cannot_be_shared(string command)
    {
        Make();
        EmulatorRun ours = Ours(command), theirs = EmulatorRun.Of("env", ["-C", folder, "qemu-img", .. command.Split(' ')]);
        Assert.Equal((theirs.Status, theirs.Errors.Split('\n')[0]), (ours.Status, ours.Errors.Split('\n')[0]));
        Assert.Contains("force-share=on can only be used with read-only images", ours.Errors, StringComparison.Ordinal);
    }

    private void Make()
    {
        foreach (string command in (string[])
        [
            "create -q -f raw RAW 1M", "create -q -f qcow2 A 1M", "create -q -f qcow2 -b A -F qcow2 B", "create -q -f qcow2 -b A -F qcow2 C",
        ])
            Assert.Equal(0, Ours(command).Status);
    }

    private EmulatorRun Ours(string command) =>
        EmulatorRun.Of("env", ["-C", folder, EmulatorRun.Executable, "img", .. command.Split(' ')]);

    private IEnumerable<byte[]> Contents() => Directory.GetFiles(folder).Order().Select(File.ReadAllBytes);

    /// <summary>Debian's <c>qemu-io</c>, which has an image open for writing until it is disposed of.</summary>
    private sealed class Writer : IDisposable
    {
        private readonly Process process;

        public Writer(string path, string format)
        {
            process = Process.Start(new ProcessStartInfo("qemu-io", ["-f", format, path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            // What it answers to a command, it answers with the image open.
            process.StandardInput.WriteLine("length");
            process.StandardInput.Flush();
            while (process.StandardOutput.ReadLine() is { } line && !line.Contains("MiB", StringComparison.Ordinal))
            {
            }
        }

        public void Dispose()
        {
            process.StandardInput.WriteLine("quit");
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
