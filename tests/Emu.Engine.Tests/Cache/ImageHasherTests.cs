using System.Text;
using Emu.Engine.Cache;

namespace Emu.Engine.Tests.Cache;

public sealed class ImageHasherTests
{
    [Fact]
    public void The_same_parts_give_the_same_hash_from_memory_and_from_a_stream()
    {
        ImageHasher streamed = new();
        streamed.Add("kernel", new MemoryStream("linux"u8.ToArray()));
        Assert.Equal(HashOf(("kernel", "linux")), streamed.Result);
    }

    [Fact]
    public void Roles_sizes_order_and_contents_count()
    {
        UInt128[] hashes =
        [
            HashOf(("kernel", "ab"), ("initrd", "c")),
            HashOf(("kernel", "a"), ("initrd", "bc")),
            HashOf(("kernel", "ab"), ("bios", "c")),
            HashOf(("initrd", "c"), ("kernel", "ab")),
            HashOf(("kernel", "abc")),
            HashOf(("kernel", "abc"), ("initrd", "")),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    private static UInt128 HashOf(params (string Role, string Content)[] parts)
    {
        ImageHasher hasher = new();
        foreach ((string role, string content) in parts) hasher.Add(role, Encoding.ASCII.GetBytes(content));
        return hasher.Result;
    }
}
