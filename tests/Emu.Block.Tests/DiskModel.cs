
namespace Emu.Block.Tests;

/// <summary>Random requests to an image, done in an array of bytes as well.</summary>
internal sealed class DiskModel(BlockNode image, byte[] content, Random random)
{
    /// <summary>What the disk must read as.</summary>
    public byte[] Content { get; private set; } = content;

    /// <summary>Does one request of a random kind.</summary>
    public async Task StepAsync()
    {
        int length = random.Next(4) == 0 ? random.Next(1, Math.Min(Content.Length, 200_000)) : random.Next(1, 6000);
        if (random.Next(3) == 0) length = Math.Max(512, length & ~511);
        int offset = random.Next(Content.Length - Math.Min(length, Content.Length - 1));
        if (random.Next(2) == 0) offset &= ~4095;
        length = Math.Min(length, Content.Length - offset);
        switch (random.Next(12))
        {
            case 0 or 1:
                await image.WriteZeroesAsync(offset, length, random.Next(2) == 0 ? WriteFlags.MayUnmap : WriteFlags.None);
                Content.AsSpan(offset, length).Clear();
                break;
            case 2:
                await image.DiscardAsync(offset, length);
                await TakeOverAsync(offset, length);
                break;
            case 3:
                await image.FlushAsync();
                break;
            case 4 or 5:
                await CompareAsync(offset, length);
                break;
            default:
                await WriteAsync(offset, length);
                break;
        }
    }

    /// <summary>Writes random bytes.</summary>
    public async Task WriteAsync(int offset, int length)
    {
        using IoBuffer buffer = new(length);
        random.NextBytes(buffer.Span);
        await image.WriteAsync(offset, buffer.Vector);
        buffer.Span.CopyTo(Content.AsSpan(offset));
    }

    /// <summary>Makes bytes zeros.</summary>
    public async Task ClearAsync(int offset, int length)
    {
        await image.WriteZeroesAsync(offset, length, WriteFlags.MayUnmap);
        Content.AsSpan(offset, length).Clear();
    }

    /// <summary>Compares the whole disk.</summary>
    public Task CompareAsync() => CompareAsync(0, Content.Length);

    /// <summary>Changes the disk's length.</summary>
    public async Task ResizeAsync(int length)
    {
        await image.ResizeAsync(length);
        byte[] resized = Content;
        Array.Resize(ref resized, length);
        Content = resized;
    }

    /// <summary>Compares a part of the disk.</summary>
    public async Task CompareAsync(int offset, int length)
    {
        using IoBuffer buffer = new(length);
        await image.ReadAsync(offset, buffer.Vector);
        int at = buffer.Span.CommonPrefixLength(Content.AsSpan(offset, length));
        Assert.True(at == length, $"byte {offset + at} of the disk differs");
    }

    // What discarded bytes read as is up to the image: old bytes or zeros, each byte for itself.
    private async Task TakeOverAsync(int offset, int length)
    {
        using IoBuffer buffer = new(length);
        await image.ReadAsync(offset, buffer.Vector);
        for (int i = 0; i < length; i++)
        {
            byte now = buffer.Span[i];
            Assert.True(now == 0 || now == Content[offset + i], $"byte {offset + i} of the disk is neither old nor zero");
            Content[offset + i] = now;
        }
    }
}
