using Emu.Model;

namespace Emu.Machine.Configuration.Blocks;

/// <summary>A file or a block device of the host: <c>-blockdev driver=file</c>.</summary>
[BlockDriver("file")]
internal sealed partial class FileDriver
{
    /// <summary>The file.</summary>
    [Property("filename", IsRequired = true)]
    public string FileName { get; set; } = "";

    /// <summary>Take the locks that keep other programs out.</summary>
    [Property("locking")]
    public OnOffAuto Locking { get; set; }

    /// <summary>How requests are handed to the host.</summary>
    [Property("aio")]
    public BlockAio Aio { get; set; }
}

/// <summary>The bytes of a file as they are: <c>driver=raw</c>.</summary>
[BlockDriver("raw")]
internal sealed partial class RawDriver
{
    /// <summary>Of the disk's first byte in the file.</summary>
    [Property("offset", TypeWord = "size")]
    public long Offset { get; set; }

    /// <summary>Length of the disk in bytes; null for all that follows the offset.</summary>
    [Property("size", TypeWord = "size")]
    public long? Size { get; set; }
}

/// <summary>The image format of that name: <c>driver=qcow2</c>.</summary>
[BlockDriver("qcow2")]
internal sealed partial class Qcow2Driver
{
    /// <summary>Discards of the guest give storage back.</summary>
    [Property("pass-discard-request")]
    public bool PassesDiscards { get; set; } = true;
}

/// <summary>A filter whose requests have the limits of a group: <c>driver=throttle</c>.</summary>
[BlockDriver("throttle")]
internal sealed partial class ThrottleDriver
{
    /// <summary>The name of the group.</summary>
    [Property("throttle-group", IsRequired = true)]
    public string GroupName { get; set; } = "";
}

/// <summary>A disk that forgets what is written: <c>driver=null-co</c>.</summary>
[BlockDriver("null-co")]
internal sealed partial class NullDriver
{
    /// <summary>Length of the disk in bytes.</summary>
    [Property("size", TypeWord = "size")]
    public long Size { get; set; } = 1L << 30;

    /// <summary>Reads give zeros; without it they leave memory as it is.</summary>
    [Property("read-zeroes")]
    public bool ReadsZeroes { get; set; }
}

/// <summary>How requests are handed to the host.</summary>
internal enum BlockAio
{
    /// <summary>By threads that wait.</summary>
    Threads,

    /// <summary>By the kernel's older asynchronous interface.</summary>
    Native,

    /// <summary>By rings that are shared with the kernel. The member is written as users write it, but for its capital.</summary>
    Io_uring,
}
