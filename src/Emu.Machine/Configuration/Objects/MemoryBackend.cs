using Emu.Core.Time;
using Emu.Host;
using Emu.Model;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Machine.Configuration.Objects;

/// <summary>Memory of the host that the machine's RAM is made of: <c>-machine memory-backend=ID</c>.</summary>
internal abstract partial class MemoryBackend : IConfiguredObject, INamedObject
{
    private HostMemory? memory;

    /// <summary>Bytes.</summary>
    [Property("size", "Size of the memory region (ex: 500M)", TypeWord = "size", IsRequired = true)]
    public ulong Size { get; set; }

    /// <summary>Other processes that have the file see the guest's stores.</summary>
    [Property("share", "Mark the memory as private to QEMU or shared")]
    public bool IsShared { get; set; }

    /// <summary>The host gives all memory at the start.</summary>
    [Property("prealloc", "Preallocate memory")]
    public bool IsPreallocated { get; set; }

    /// <summary>Threads that preallocate; the kernel does it in one call, however many are allowed.</summary>
    [Property("prealloc-threads", "Number of CPU threads to use for prealloc")]
    public uint PreallocationThreads { get; set; } = 1;

    /// <summary>The host sets swap space aside.</summary>
    [Property("reserve", "Reserve swap space (or huge pages) if applicable")]
    public bool IsReserved { get; set; } = true;

    /// <summary>The host merges equal pages.</summary>
    [Property("merge", "Mark memory as mergeable")]
    public bool IsMergeable { get; set; } = true;

    /// <summary>The memory is in core dumps.</summary>
    [Property("dump", "Set to 'off' to exclude from core dump")]
    public bool IsDumped { get; set; } = true;

    /// <summary>The host's policy for its nodes; only its default.</summary>
    [Property("policy", "Set the NUMA policy", TypeWord = "HostMemPolicy")]
    public string Policy { get; set; } = "default";

    /// <summary>The host's nodes; only none.</summary>
    [Property("host-nodes", "Binds memory to the list of NUMA host nodes", TypeWord = "int")]
    public string? HostNodes { get; set; }

    /// <inheritdoc/>
    public string Id { get; private set; } = "";

    /// <summary>The name of the object's type.</summary>
    protected abstract string TypeName { get; }

    /// <inheritdoc/>
    public void Complete(string id, EventLoop mainLoop)
    {
        Id = id;
        if (Size == 0) throw new OptionException($"property 'size' of {TypeName} doesn't take value '0'");
        if (PreallocationThreads == 0)
            throw new OptionException($"property 'prealloc-threads' of {TypeName} doesn't take value '0'");
        if (Policy != "default" || HostNodes is not null)
            throw new OptionException("memory is not bound to nodes of the host here; start the emulator by numactl(8)");
        if (IsPreallocated && !IsReserved) throw new OptionException("'prealloc=on' and 'reserve=off' are incompatible");
        ulong page = (ulong)Environment.SystemPageSize;
        if (Size % page != 0) throw new OptionException($"size 0x{Size:x} must be a multiple of the page size 0x{page:x}");
        try
        {
            memory = new HostMemory(Size, Open() with
            {
                IsShared = IsShared,
                IsMergeable = IsMergeable,
                IsDumped = IsDumped,
                IsReserved = IsReserved,
            });
        }
        catch (InsufficientMemoryException e)
        {
            throw new OptionException($"cannot set up guest memory '{id}': {e.Message}");
        }

        if (IsPreallocated && memory.Populate() is var error and < 0)
            throw new OptionException($"preallocating memory failed: {HostDescriptor.Describe(error)}");
    }

    /// <summary>The memory, for the machine that has this as its RAM, which disposes of it. Once.</summary>
    /// <exception cref="OptionException">Something else has it.</exception>
    public HostMemory Take()
    {
        HostMemory taken = memory ?? throw new OptionException($"can't use already busy memdev: {Id}");
        memory = null;
        Taken(taken);
        return taken;
    }

    /// <inheritdoc/>
    public virtual void Dispose() => memory?.Dispose();

    /// <summary>The file behind the memory, of which at least <see cref="Size"/> bytes are there.</summary>
    protected abstract HostMemoryBacking Open();

    /// <summary>The machine has taken the memory.</summary>
    protected virtual void Taken(HostMemory taken)
    {
    }
}
