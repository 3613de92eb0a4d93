using System.Text;
using Emu.Core.Time;

namespace Emu.Chardev.Tests;

public sealed class PtyBackendTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EventLoop loop = new(new MachineClock());
    private readonly RecordingFrontEnd guest = new();
    private readonly PtyBackend backend;

    public PtyBackendTests()
    {
        backend = new PtyBackend(loop);
        backend.Attach(guest);
    }

    public void Dispose()
    {
        backend.Dispose();
        loop.Dispose();
    }

    [Fact]
    public void Bytes_go_both_ways_unchanged_and_again_after_the_program_comes_back()
    {
        for (int round = 1; round <= 2; round++)
        {
            using FileStream program = Open();
            program.Write("in\x03\r"u8);
            guest.WaitForInput(string.Concat(Enumerable.Repeat("in\x03\r", round)));
            Assert.Equal(6, backend.Write([.. "out\r\n"u8, 0xff]));
            byte[] seen = new byte[6];
            program.ReadExactly(seen);
            Assert.Equal("out\r\n\u00ff", Encoding.Latin1.GetString(seen));
        }
    }

    [Fact]
    public void Output_without_a_program_is_taken_and_thrown_away()
    {
        byte[] much = new byte[100_000];
        Assert.Equal(much.Length, backend.Write(much));
    }

    [Fact]
    public void A_program_that_does_not_read_makes_the_guest_wait_and_gets_everything_later()
    {
        using FileStream program = Open();
        program.Write("x"u8);
        guest.WaitForInput("x");
        byte[] much = new byte[60_000];
        for (int i = 0; i < much.Length; i++) much[i] = (byte)(i * 7);
        int sent = backend.Write(much);
        Assert.InRange(sent, 1, much.Length - 1);

        byte[] seen = new byte[much.Length];
        Thread reader = new(() => program.ReadExactly(seen));
        reader.Start();
        while (sent < much.Length) sent += backend.Write(much.AsSpan(sent));
        Assert.True(reader.Join(Patience));
        Assert.Equal(much, seen);
        Assert.True(SpinWait.SpinUntil(() => guest.RoomAvailableCalls > 0, Patience));
    }

    private FileStream Open() => new(backend.Path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.ReadWrite,
        Share = FileShare.ReadWrite,
        BufferSize = 0,
    });
}
