namespace Emu.Cli.Tests;

/// <summary><c>qemu-img check</c> of the published executable and Debian's, on the very same image: what they count as
/// allocated and as fragments is the same, whoever made it.</summary>
public sealed class ImageCheckTests : IDisposable
{
    private const string Debian = "qemu-img";

    private readonly string folder = Directory.CreateTempSubdirectory("emu-check-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("preallocation=metadata")]
    [InlineData("preallocation=metadata,extended_l2=on")]
    [InlineData("preallocation=metadata,data_file=DATA")]
    [InlineData("preallocation=metadata,cluster_size=512")]
    [InlineData("preallocation=metadata,compat=0.10")]
    [InlineData("preallocation=falloc,cluster_size=4k")]
    [InlineData("preallocation=full,cluster_size=16k,extended_l2=on")]
    public void A_preallocated_image_is_allocated_as_a_whole(string options)
    {
        foreach (string program in (string[])[Debian, EmulatorRun.Executable])
        {
            File.Delete(Path.Combine(folder, "DATA"));
            File.Delete(Path.Combine(folder, "A"));
            Image(program, "create", "-q", "-f", "qcow2", "-o", options, "A", "30M");

            Assert.Contains("= 100.00% allocated", Compare(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("compat=1.1")]
    [InlineData("extended_l2=on")]
    [InlineData("data_file=DATA")]
    [InlineData("cluster_size=512")]
    public void Clusters_with_a_place_that_read_as_zeros_are_allocated(string options)
    {
        Image(Debian, "create", "-q", "-f", "qcow2", "-o", options, "A", "8M");
        Tool(
            "qemu-io", "-c", "write 0 1M", "-c", "write -z 64k 128k", "-c", "write -zu 512k 64k", "-c", "write -z 1M 128k",
            "-c", "write 3M 4k", "-c", "discard 3M 2k", "A");

        Assert.Contains("allocated", Compare(), StringComparison.Ordinal);
    }

    /// <summary>Demands that both say the same about the image, for people and as JSON; returns the former.</summary>
    private string Compare()
    {
        foreach (string form in (string[])["json", "human"])
            Assert.Equal(
                Image(Debian, "check", $"--output={form}", "A"), Image(EmulatorRun.Executable, "check", $"--output={form}", "A"));
        return Image(EmulatorRun.Executable, "check", "A");
    }

    private string Image(string program, params string[] arguments) =>
        program == Debian ? Tool(program, arguments) : Tool(program, ["img", .. arguments]);

    private string Tool(string program, params string[] arguments)
    {
        EmulatorRun run = EmulatorRun.Of("env", ["-C", folder, program, .. arguments]);
        Assert.True(run.Status == 0, $"{program} {string.Join(' ', arguments)}: {run.Output}{run.Errors}");
        return run.Output;
    }
}
