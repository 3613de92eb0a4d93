using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>A few bytes that are put into memory as they are.</summary>
/// <param name="name">For messages.</param>
/// <param name="address">Where the first byte goes.</param>
/// <param name="content">The bytes.</param>
internal sealed class DataImage(string name, PhysicalAddress address, byte[] content) : IBootImage
{
    public string Name => name;

    public long FileLength => content.Length;

    public PhysicalAddress Entry => address;

    public PhysicalAddress End => address + (ulong)content.Length;

    public PhysicalAddress? FindWord(string symbol) => null;

    public void Load(RamWriter ram)
    {
        ArgumentNullException.ThrowIfNull(ram);
        ram.Reserve(Name, address, (ulong)content.Length);
        ram.Copy(content, address);
    }

    public void Dispose()
    {
    }
}
