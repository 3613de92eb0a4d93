using Emu.Host;
using Emu.Model;
using Emu.Model.Options;
using Microsoft.Win32.SafeHandles;

namespace Emu.Machine.Configuration.Objects;

/// <summary>Memory that is a file: <c>-object memory-backend-file</c>. A directory, as that of huge pages, gets a file
/// without a name.</summary>
[Object("memory-backend-file")]
internal sealed partial class FileMemory : MemoryBackend
{
    private SafeFileHandle? file;
    private HostMemory? discarded;

    /// <summary>The file, or the directory.</summary>
    [Property("mem-path", IsRequired = true)]
    public string Path { get; set; } = "";

    /// <summary>Alignment in bytes; the memory always begins at a multiple of 2 MiB.</summary>
    [Property("align", TypeWord = "size")]
    public ulong Alignment { get; set; }

    /// <summary>The content is thrown away at the end, which spares the host writing it.</summary>
    [Property("discard-data")]
    public bool DiscardsData { get; set; }

    /// <summary>The file is persistent memory; it can only be none.</summary>
    [Property("pmem")]
    public bool IsPersistent { get; set; }

    /// <summary>The memory cannot be written, which that of a machine must be.</summary>
    [Property("readonly")]
    public bool IsReadOnly { get; set; }

    /// <inheritdoc/>
    protected override string TypeName => "memory-backend-file";

    /// <inheritdoc/>
    public override void Dispose()
    {
        // No CPU runs any more, and the machine still has the memory.
        discarded?.Remove();
        file?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override HostMemoryBacking Open()
    {
        const ulong page = 4096, largest = 2 << 20;
        if (Alignment % page != 0) throw new OptionException($"alignment 0x{Alignment:x} must be multiples of page size 0x{page:x}");
        if (Alignment > largest) throw new OptionException($"alignment 0x{Alignment:x} is more than 2 MiB; leave it out");
        if (IsPersistent) throw new OptionException("there is no support for persistent memory; leave out pmem=on");
        if (IsReadOnly) throw new OptionException("the machine's memory is written; leave out readonly=on");
        try
        {
            file = Directory.Exists(Path) ? OpenNameless() : System.IO.File.OpenHandle(
                Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            long length = RandomAccess.GetLength(file);
            if (length == 0) RandomAccess.SetLength(file, (long)Size);
            else if ((ulong)length < Size)
                throw new OptionException($"backing store size 0x{length:x} does not match 'size' option 0x{Size:x}");
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new OptionException($"can't open backing store {Path} for guest RAM: {FileFailure.Explain(Path, e)}");
        }

        return new HostMemoryBacking() { File = file };
    }

    /// <inheritdoc/>
    protected override void Taken(HostMemory taken)
    {
        if (DiscardsData && IsShared) discarded = taken;
    }

    private SafeFileHandle OpenNameless()
    {
        string name = System.IO.Path.Combine(Path, $"emu_back_mem.{Environment.ProcessId}.{Id}");
        SafeFileHandle opened = System.IO.File.OpenHandle(name, FileMode.CreateNew, FileAccess.ReadWrite);
        System.IO.File.Delete(name);
        return opened;
    }
}
