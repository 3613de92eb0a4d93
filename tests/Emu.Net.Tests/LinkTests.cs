using System.Buffers.Binary;
using Emu.Core.Time;

namespace Emu.Net.Tests;

public sealed class LinkTests : IDisposable
{
    private readonly EventLoop loop = new(new MachineClock());
    private readonly RecordingEndpoint one, other;

    public LinkTests()
    {
        one = new RecordingEndpoint(loop);
        other = new RecordingEndpoint(loop);
        NetEndpoint.Connect(one, other);
    }

    public void Dispose() => loop.Dispose();

    [Fact]
    public void A_refused_frame_is_the_senders_to_keep_and_it_is_told_when_there_is_room()
    {
        other.HasRoom = false;
        Assert.False(one.Send([1, 2, 3]));
        other.MakeRoom();
        Assert.Equal(1, one.TimesReady);
        Assert.True(one.Send([1, 2, 3]));
        Assert.Equal([1, 2, 3], Assert.Single(other.Frames).Bytes);
    }

    [Fact]
    public void Frames_are_lost_while_either_end_has_no_link()
    {
        other.IsLinkUp = false;
        Assert.True(one.Send([1]));
        Assert.True(other.Send([1]));
        Assert.Empty(other.Frames);
        Assert.Empty(one.Frames);
        other.IsLinkUp = true;
        one.Send([2]);
        Assert.Single(other.Frames);
    }

    [Fact]
    public void A_dump_has_each_frame_once_in_the_order_of_the_wire_even_when_it_was_refused_first()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (FilterDump dump = new(path, mostLength: 4))
            {
                one.AddFilter(dump);
                // The other end answers from within, as a network stack does.
                other.Taken = (bytes, _) => other.Send([9, 9]);
                other.HasRoom = false;
                one.Send([1, 2, 3, 4, 5, 6]);
                other.HasRoom = true;
                one.Send([1, 2, 3, 4, 5, 6]);
            }

            ReadOnlySpan<byte> content = File.ReadAllBytes(path);
            Assert.Equal(0xa1b2_c3d4u, BinaryPrimitives.ReadUInt32LittleEndian(content));
            Assert.Equal(4, BinaryPrimitives.ReadInt32LittleEndian(content[16..]));
            ReadOnlySpan<byte> first = content[24..];
            Assert.Equal(4, BinaryPrimitives.ReadInt32LittleEndian(first[8..]));
            Assert.Equal(6, BinaryPrimitives.ReadInt32LittleEndian(first[12..]));
            Assert.Equal([1, 2, 3, 4], first.Slice(16, 4).ToArray());
            ReadOnlySpan<byte> second = first[20..];
            Assert.Equal(2, BinaryPrimitives.ReadInt32LittleEndian(second[12..]));
            Assert.Equal([9, 9], second[16..].ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_dump_of_one_direction_has_only_what_the_guest_transmits_or_receives()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (FilterDump dump = new(path, direction: NetDirection.Receive))
            {
                one.AddFilter(dump);
                one.Send([1]);
                other.Send([2, 2]);
            }

            ReadOnlySpan<byte> content = File.ReadAllBytes(path);
            Assert.Equal(24 + 16 + 1, content.Length);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
