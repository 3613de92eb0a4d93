using System.Numerics;
using Emu.Host;
using Emu.Model;
using Emu.Model.Options;
using Microsoft.Win32.SafeHandles;

namespace Emu.Machine.Configuration.Objects;

/// <summary>Memory that is a file without a name, which another process can be handed: <c>-object
/// memory-backend-memfd</c>.</summary>
[Object("memory-backend-memfd")]
internal sealed partial class MemoryFileMemory : MemoryBackend
{
    private const uint CloseOnExecute = 1, AllowSealing = 2, HugePages = 4;
    private const int SizeShift = 26;

    private SafeFileHandle? file;

    /// <summary>The file is shared unless the user says otherwise, as that is what it is for.</summary>
    public MemoryFileMemory() => IsShared = true;

    /// <summary>The file consists of huge pages.</summary>
    [Property("hugetlb", "Use huge pages")]
    public bool HasHugePages { get; set; }

    /// <summary>Bytes of a huge page, a power of two; 0 for the host's usual size.</summary>
    [Property("hugetlbsize", "Huge pages size (ex: 2M, 1G)", TypeWord = "size")]
    public ulong HugePageSize { get; set; }

    /// <summary>The file can neither grow nor shrink.</summary>
    [Property("seal", "Seal growing & shrinking")]
    public bool IsSealed { get; set; } = true;

    /// <inheritdoc/>
    protected override string TypeName => "memory-backend-memfd";

    /// <inheritdoc/>
    public override void Dispose()
    {
        file?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override HostMemoryBacking Open()
    {
        if (HugePageSize != 0 && !BitOperations.IsPow2(HugePageSize))
            throw new OptionException($"hugetlbsize {HugePageSize} is not a power of two");
        uint flags = CloseOnExecute | (IsSealed ? AllowSealing : 0);
        if (HasHugePages) flags |= HugePages | (HugePageSize == 0 ? 0 : (uint)BitOperations.Log2(HugePageSize) << SizeShift);
        file = HostMemory.CreateFile(TypeName, flags, out int error)
            ?? throw new OptionException($"failed to create memfd: {HostDescriptor.Describe(error)}");
        try
        {
            RandomAccess.SetLength(file, (long)Size);
        }
        catch (IOException e)
        {
            throw new OptionException($"failed to resize memfd to {Size}: {e.Message}");
        }

        if (IsSealed && HostMemory.SealSize(file) is var refusal and < 0)
            throw new OptionException($"failed to seal memfd: {HostDescriptor.Describe(refusal)}");
        return new HostMemoryBacking() { File = file };
    }
}
