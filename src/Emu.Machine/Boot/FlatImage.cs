using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>A file that is memory as it stands: a Linux <c>Image</c>, raw firmware, an initial ramdisk.</summary>
/// <param name="file">The file; this object closes it.</param>
/// <param name="address">Where its first byte goes, which is also where it starts to run.</param>
/// <param name="memorySize">Bytes it uses once it runs, zero data behind the file included.</param>
public sealed class FlatImage(BootFile file, PhysicalAddress address, ulong memorySize = 0) : IBootImage
{
    public string Name => file.Path;

    public long FileLength => file.Length;

    public PhysicalAddress Entry => address;

    public PhysicalAddress End => address + Size;

    private ulong Size => Math.Max((ulong)file.Length, memorySize);

    public PhysicalAddress? FindWord(string symbol) => null;

    public void Load(RamWriter ram)
    {
        ArgumentNullException.ThrowIfNull(ram);
        ram.Reserve(Name, address, Size);
        ram.Copy(file, 0, address, (ulong)file.Length);
    }

    public void Dispose() => file.Dispose();
}
