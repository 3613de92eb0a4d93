using Emu.Engine;
using Emu.Host;
using Emu.Linux.Memory;

namespace Emu.Linux;

/// <summary>Tells the engine which files a program's code comes from.</summary>
internal sealed class ProgramObjects(GuestMemory memory) : IProgramObjects
{
    /// <inheritdoc/>
    public ProgramObject? ObjectAt(ulong address)
    {
        if (memory.FindObject(address) is not { } found) return null;
        MappedFile file = found.File;
        return new ProgramObject(HostPath.FromBytes(file.Path), file.Device, file.Inode, file.Size, file.ModificationTime);
    }
}
