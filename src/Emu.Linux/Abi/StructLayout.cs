namespace Emu.Linux.Abi;

/// <summary>
/// A structure that a guest and the host lay out differently: which field is where. What no field covers is zero.
/// </summary>
public sealed class StructLayout(string name, int guestSize, int hostSize, params StructField[] fields)
{
    /// <summary>The C name, for tests and messages.</summary>
    public string Name => name;

    public int GuestSize => guestSize;

    public int HostSize => hostSize;

    public IReadOnlyList<StructField> Fields => fields;

    /// <summary>Makes the guest's form of the host's.</summary>
    public void ToGuest(ReadOnlySpan<byte> host, Span<byte> guest)
    {
        guest[..guestSize].Clear();
        foreach (StructField field in fields)
            Copy(host, field.HostOffset, field.HostSize, guest, field.GuestOffset, field.GuestSize);
    }

    /// <summary>Makes the host's form of the guest's.</summary>
    public void ToHost(ReadOnlySpan<byte> guest, Span<byte> host)
    {
        host[..hostSize].Clear();
        foreach (StructField field in fields)
            Copy(guest, field.GuestOffset, field.GuestSize, host, field.HostOffset, field.HostSize);
    }

    // Both are little-endian: the low bytes come first.
    private static void Copy(
        ReadOnlySpan<byte> source, int from, int available, Span<byte> target, int to, int room) =>
        source.Slice(from, Math.Min(available, room)).CopyTo(target[to..]);
}
