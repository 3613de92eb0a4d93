using Emu.Block.Files;
using Emu.Block.Raw;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Flash;

namespace Emu.Devices.Tests.Flash;

public sealed class FlashStoreTests : IDisposable
{
    private const ulong Base = 0x2000_0000;
    private const int Size = 1 << 20, Block = 256 << 10;
    private const uint Ready = 0x80, EraseError = 0x20, ProgramError = 0x10;

    private readonly string path = Path.GetTempFileName();
    private readonly EventLoop loop = new(new MachineClock());
    private readonly AddressMap map = new();
    private RawNode? node;

    public void Dispose()
    {
        map.Dispose();
        loop.Dispose();
        node?.Dispose();
        File.Delete(path);
    }

    [Fact]
    public void The_image_is_the_content_and_gets_what_the_guest_programs_and_erases()
    {
        byte[] content = new byte[Size];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(path, content);
        CfiFlash flash = Add(writable: true);
        Assert.True(map.Read(new(Base + 0x12344), 4, out ulong word));
        Assert.Equal(BitConverter.ToUInt32(content, 0x12344), word);
        Store(Block, 0x20);
        Store(Block, 0xd0);
        Store(Block + 0x5004, 0x40);
        Store(Block + 0x5004, 0x0102_0304);
        Store(Size - 4, 0x40);
        Store(Size - 4, 0);
        Store(0, 0xff);
        flash.Flush();
        Array.Fill(content, (byte)0xff, Block, Block);
        BitConverter.TryWriteBytes(content.AsSpan(Block + 0x5004), 0x0102_0304);
        BitConverter.TryWriteBytes(content.AsSpan(Size - 4), 0);
        Assert.Equal(content, ReadImage());
    }

    [Fact]
    public void A_read_only_image_answers_commands_with_errors_and_stays()
    {
        File.WriteAllBytes(path, new byte[Size]);
        CfiFlash flash = Add(writable: false);
        Store(0, 0x20);
        Store(0, 0xd0);
        Assert.True(map.Read(new(Base), 1, out ulong status));
        Assert.Equal(Ready | EraseError, status);
        Store(0, 0x50);
        Store(0, 0x40);
        Store(0, 0);
        Assert.True(map.Read(new(Base), 1, out status));
        Assert.Equal(Ready | ProgramError, status);
        flash.Flush();
        Assert.All(ReadImage(), each => Assert.Equal(0, each));
    }

    [Fact]
    public void An_image_of_another_size_is_refused()
    {
        File.WriteAllBytes(path, new byte[Size + 512]);
        DeviceException refusal = Assert.Throws<DeviceException>(() => Add(writable: true));
        Assert.Equal("device requires 1048576 bytes, block backend provides 1049088 bytes", refusal.Message);
    }

    private CfiFlash Add(bool writable)
    {
        node = new RawNode(FileNode.Open(path, writable, new FileAccessOptions()));
        CfiFlash flash = new(Size, new FlashStore(node, loop));
        map.AddRom("flash", new(Base), Size, flash);
        return flash;
    }

    private void Store(ulong offset, uint value) => Assert.True(map.Write(new(Base + offset), 4, value));

    private byte[] ReadImage()
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
