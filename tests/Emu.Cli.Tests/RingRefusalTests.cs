namespace Emu.Cli.Tests;

/// <summary><c>aio=io_uring</c> on a host whose kernel makes no rings: refused as QEMU refuses it, with what to do instead.</summary>
public sealed class RingRefusalTests : IDisposable
{
    private const string NotPermitted = "1", SetupCall = "425";
    private const string Refusal =
        "Unable to use io_uring: failed to init linux io_uring ring: Operation not permitted; aio=threads needs none";

    private readonly string folder = Directory.CreateTempSubdirectory("emu-rings-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_image_program_says_that_it_cannot_open_the_image()
    {
        string image = MakeImage();
        EmulatorRun run = WithoutRings("img", "bench", "-f", "raw", "-i", "io_uring", "-c", "1", image);
        Assert.Equal(1, run.Status);
        Assert.Contains($"Could not open '{image}': {Refusal}", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_does_not_start()
    {
        string image = MakeImage();
        EmulatorRun run = WithoutRings(
            "system", "riscv64", "-display", "none", "-bios", image, "-drive", $"file={image},format=raw,aio=io_uring");
        Assert.Equal(1, run.Status);
        Assert.Contains($"aio=io_uring: Could not open '{image}': {Refusal}", run.Errors, StringComparison.Ordinal);
    }

    private string MakeImage()
    {
        string image = Path.Combine(folder, "image");
        using FileStream made = File.Create(image);
        made.SetLength(1 << 20);
        return image;
    }

    private EmulatorRun WithoutRings(params string[] arguments)
    {
        string tool = Path.Combine(folder, "deny");
        EmulatorRun compiler = EmulatorRun.Of(
            "clang-19", "-O1", "-o", tool, Path.Combine(EmulatorRun.Repository, "tests", "tools", "deny.c"));
        Assert.True(compiler.Status == 0, compiler.Errors);
        return EmulatorRun.Of(tool, [NotPermitted, SetupCall, EmulatorRun.Executable, .. arguments]);
    }
}
