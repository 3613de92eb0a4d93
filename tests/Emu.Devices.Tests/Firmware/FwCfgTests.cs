using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Emu.Core.Memory;
using Emu.Devices.Firmware;

namespace Emu.Devices.Tests.Firmware;

public sealed class FwCfgTests : IDisposable
{
    private const ulong Registers = 0x1010_0000, Ram = 0x8000_0000, Command = Ram + 0x100, Target = Ram + 0x1000;
    private const int RamSize = 0x1_0000;
    private const uint Error = 1, Read = 2, Skip = 4, Select = 8, Write = 16;

    private readonly AddressMap map = new();
    private readonly BusMemory memory;
    private readonly FwCfg device;

    public FwCfgTests()
    {
        map.AddRam("ram", new(Ram), RamSize);
        memory = new BusMemory(map);
        device = new FwCfg(memory, cpus: 3);
        map.AddDevice(new(Registers), device);
    }

    public void Dispose() => map.Dispose();

    [Fact]
    public void Bytes_come_in_their_order_whatever_the_width_and_zeros_behind_the_end()
    {
        SelectItem(0);
        Assert.Equal(0x0000_0000_554d_4551u, Load(0, 8));
        SelectItem(0);
        Assert.Equal(0x4551u, Load(0, 2));
        Assert.Equal((ulong)'M', Load(0, 1));
        SelectItem(5);
        Assert.Equal(3u, Load(0, 4));
        SelectItem(0x7777);
        Assert.Equal(0u, Load(0, 8));
    }

    [Fact]
    public void Only_the_registers_answer_and_each_in_its_widths()
    {
        Assert.False(map.Read(new(Registers + 4), 1, out _));
        Assert.False(map.Write(new(Registers + 8), 4, 0));
        Assert.False(map.Write(new(Registers + 0x12), 2, 0));
        Assert.False(map.Read(new(Registers + 0x18), 4, out _));
        Assert.Equal(0x4746_4320_554d_4551u, Load(0x10, 8));
        Assert.Equal(0x554d_4551u, Load(0x10, 4));
        Assert.Equal(0x4746_4320u, Load(0x14, 4));
    }

    [Fact]
    public void The_directory_lists_files_by_name_with_their_numbers()
    {
        device.SetFile("opt/b", "second"u8.ToArray());
        device.SetFile("opt/a", "first"u8.ToArray());
        device.SetBootOrder(["/pci@30000000/scsi@1/disk@0,0"]);
        SelectItem(0x19);
        Assert.Equal(3, BinaryPrimitives.ReadInt32BigEndian(Bytes(4)));
        List<(int Size, int Key, string Name)> entries = [];
        for (int i = 0; i < 3; i++)
        {
            byte[] entry = Bytes(64);
            entries.Add((
                BinaryPrimitives.ReadInt32BigEndian(entry), BinaryPrimitives.ReadUInt16BigEndian(entry.AsSpan(4)),
                Encoding.ASCII.GetString(entry.AsSpan(8)).TrimEnd('\0')));
        }

        Assert.Equal([(30, 0x20, "bootorder"), (5, 0x21, "opt/a"), (6, 0x22, "opt/b")], entries);
        SelectItem(0x22);
        Assert.Equal("second", Encoding.ASCII.GetString(Bytes(6)));
    }

    [Fact]
    public void A_name_that_does_not_fit_the_directory_is_refused()
    {
        device.SetFile(new string('x', 55), default);
        Assert.Throws<ArgumentException>(() => device.SetFile(new string('x', 56), default));
        Assert.Throws<ArgumentException>(() => device.SetFile("", default));
        Assert.Throws<ArgumentException>(() => device.SetFile("opt/\u00e4", default));
    }

    [Fact]
    public void Dma_selects_reads_and_skips()
    {
        device.SetFile("opt/a", "0123456789"u8.ToArray());
        Assert.Equal(0u, Transfer((0x21u << 16) | Select | Skip, 3, 0));
        Assert.Equal(0u, Transfer(Read, 4, Target));
        byte[] bytes = new byte[16];
        memory.TryWrite(Target + 16, "left alone"u8);
        memory.TryRead(Target, bytes);
        Assert.Equal("3456", Encoding.ASCII.GetString(bytes.AsSpan(0, 4)));
        Assert.Equal(0u, Transfer(Read, 0x2000, Target + 0x1000, isSplit: true));
        memory.TryRead(Target + 0x1000, bytes);
        Assert.Equal("789", Encoding.ASCII.GetString(bytes).TrimEnd('\0'));
        memory.TryRead(Target + 16, bytes.AsSpan(0, 4));
        Assert.Equal("left", Encoding.ASCII.GetString(bytes.AsSpan(0, 4)));
    }

    [Fact]
    public void Dma_that_writes_or_leaves_the_ram_fails()
    {
        Assert.Equal(Error, Transfer(Select | Write, 4, Target));
        Assert.Equal(Error, Transfer(Select | Read, 4, 0x10));
        Assert.Equal(Error, Transfer(Select | Read, 4, Registers));
        Assert.Equal(Error, Transfer(Select | Read, RamSize, Ram + 4));
        Assert.Equal(Error, Transfer(Select | Read, uint.MaxValue, Ram));
        Assert.Equal(0u, Transfer(Select | Read, 0, 0));
        // A command that is not in RAM changes nothing.
        Assert.True(map.Write(new(Registers + 0x10), 8, BinaryPrimitives.ReverseEndianness(0x1000ul)));
    }

    [Fact]
    public void Random_commands_write_only_what_they_name()
    {
        device.SetFile("opt/a", new byte[5000]);
        Gen.Select(
            Gen.OneOf(Gen.UInt, Gen.UInt[0, 0x3f].Select(x => x | (0x21u << 16))), Gen.OneOf(Gen.UInt[0, 0x3000], Gen.UInt),
            Gen.OneOf(Gen.ULong[Ram + 0x8000, Ram + 0xffff], Gen.ULong))
            .Sample(
                (control, length, target) =>
                {
                    Assert.True(memory.TryWrite(Ram + 0x4000, "canary"u8));
                    uint result = Transfer(control, length, target);
                    Assert.True(result is 0 or Error);
                    byte[] canary = new byte[6];
                    memory.TryRead(Ram + 0x4000, canary);
                    Assert.Equal("canary"u8.ToArray(), canary);
                },
                threads: 1,
                iter: 2000);
    }

    private ulong Load(ulong offset, int size)
    {
        Assert.True(map.Read(new(Registers + offset), size, out ulong value));
        return value;
    }

    private byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)Load(0, 1))];

    private void SelectItem(ushort key) =>
        Assert.True(map.Write(new(Registers + 8), 2, BinaryPrimitives.ReverseEndianness(key)));

    private uint Transfer(uint control, uint length, ulong address, bool isSplit = false)
    {
        byte[] command = new byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(command, control);
        BinaryPrimitives.WriteUInt32BigEndian(command.AsSpan(4), length);
        BinaryPrimitives.WriteUInt64BigEndian(command.AsSpan(8), address);
        Assert.True(memory.TryWrite(Command, command));
        if (isSplit)
        {
            Assert.True(map.Write(new(Registers + 0x10), 4, 0));
            Assert.True(map.Write(new(Registers + 0x14), 4, BinaryPrimitives.ReverseEndianness((uint)Command)));
        }
        else
        {
            Assert.True(map.Write(new(Registers + 0x10), 8, BinaryPrimitives.ReverseEndianness(Command)));
        }

        Assert.True(memory.TryReadUInt32(Command, out uint result));
        return BinaryPrimitives.ReverseEndianness(result);
    }
}
