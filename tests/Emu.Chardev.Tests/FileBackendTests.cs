using System.Text;
using Emu.Core.Time;

namespace Emu.Chardev.Tests;

public sealed class FileBackendTests : IDisposable
{
    private readonly EventLoop loop = new(new MachineClock());
    private readonly string path = Path.GetTempFileName();

    public void Dispose()
    {
        loop.Dispose();
        File.Delete(path);
    }

    [Fact]
    public void Every_byte_reaches_the_file_in_order_and_the_old_content_is_gone()
    {
        File.WriteAllText(path, "old content that is longer than nothing");
        StringBuilder expected = new();
        using (FileBackend backend = new(loop, path))
        {
            for (int i = 0; i < 3000; i++)
            {
                byte[] text = Encoding.ASCII.GetBytes($"line {i}\n");
                expected.Append($"line {i}\n");
                for (int sent = 0; sent < text.Length;) sent += backend.Write(text.AsSpan(sent));
            }
        }

        Assert.Equal(expected.ToString(), File.ReadAllText(path));
    }

    [Fact]
    public void A_flush_waits_until_the_file_has_it()
    {
        using FileBackend backend = new(loop, path);
        backend.Write("prompt"u8);
        backend.Flush();
        Assert.Equal("prompt", File.ReadAllText(path));
    }

    [Fact]
    public void A_full_disk_costs_the_output_but_nothing_else()
    {
        using FileBackend backend = new(loop, "/dev/full");
        Assert.Equal(4, backend.Write("lost"u8));
        backend.Flush();
        Assert.Equal(4, backend.Write("lost"u8));
    }

    [Theory]
    [InlineData("/proc/none/folder/file")]
    [InlineData("/")]
    public void A_file_that_cannot_be_written_is_named(string wrong)
    {
        ChardevException thrown = Assert.Throws<ChardevException>(() => new FileBackend(loop, wrong));
        Assert.Equal(ChardevError.FileNotOpened, thrown.Error);
        Assert.Contains($"'{wrong}'", thrown.Message, StringComparison.Ordinal);
    }
}
