using Emu.Engine.Cache;

namespace Emu.Engine.Tests.Cache;

/// <summary>Memory for code that a process makes.</summary>
public sealed unsafe class MemoryCodeTests
{
    [Fact]
    public void Code_of_many_huge_pages_stays_what_it_was_and_where_it_was()
    {
        const int Most = 16 << 20, Largest = 100_000;
        using MemoryCode memory = new(Most);
        Random random = new(1);
        List<(nint Place, byte[] Bytes)> kept = [];
        while (memory.Length < Most - Largest)
        {
            byte[] bytes = new byte[random.Next(1, Largest)];
            random.NextBytes(bytes);
            void* place = memory.Add(bytes);
            Assert.True(place != null);
            kept.Add(((nint)place, bytes));
        }

        Assert.All(kept, each => Assert.True(each.Bytes.AsSpan().SequenceEqual(new ReadOnlySpan<byte>((void*)each.Place, each.Bytes.Length))));
        Assert.True(memory.Add(new byte[Most]) == null);
    }
}
