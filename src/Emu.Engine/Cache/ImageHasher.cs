using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Emu.Engine.Cache;

/// <summary>
/// Computes the hash of a guest's image, which names its cache file: XXH3-128 over the contents that the guest's code
/// comes from. File names and the kernel's command line do not count, so a moved image keeps its cache.
/// </summary>
public sealed class ImageHasher
{
    private readonly XxHash128 hash = new();

    /// <summary>
    /// Adds a part; the order counts. Parts are told apart by role and size, so that no byte of one is taken for the
    /// next one's.
    /// </summary>
    /// <param name="role">What it is to the machine: <c>kernel</c>, <c>initrd</c>, <c>bios</c>.</param>
    /// <param name="content">Read from its current position to the end.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Add(string role, Stream content)
    {
        AppendFrame(role, content.Length - content.Position);
        hash.Append(content);
    }

    /// <summary>As <see cref="Add(string, Stream)"/>, with the bytes at hand.</summary>
    public void Add(string role, ReadOnlySpan<byte> content)
    {
        AppendFrame(role, content.Length);
        hash.Append(content);
    }

    /// <summary>The hash of all parts so far.</summary>
    public UInt128 Result => hash.GetCurrentHashAsUInt128();

    private void AppendFrame(string role, long length)
    {
        byte[] name = Encoding.UTF8.GetBytes(role);
        Span<byte> frame = stackalloc byte[sizeof(int) + sizeof(long)];
        BinaryPrimitives.WriteInt32LittleEndian(frame, name.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame[sizeof(int)..], length);
        hash.Append(frame);
        hash.Append(name);
    }
}
