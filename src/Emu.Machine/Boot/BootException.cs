namespace Emu.Machine.Boot;

/// <summary>What the user gave cannot be booted. The message is one line that names the thing and the remedy.</summary>
public sealed class BootException : Exception
{
    /// <param name="error">What is wrong.</param>
    /// <param name="subject">The file, or what else it is about.</param>
    /// <param name="detail">What the message needs besides: sizes, addresses, the other file.</param>
    public BootException(BootError error, string subject = "", string detail = "")
        : base(Describe(error, subject, detail)) => Error = error;

    /// <summary>What is wrong.</summary>
    public BootError Error { get; }

    private static string Describe(BootError error, string subject, string detail) => error switch
    {
        BootError.FileMissing => $"{subject}: no such file",
        BootError.FileUnreadable => $"{subject}: cannot be read: {detail}",
        BootError.FileNotRegular => $"{subject}: not a regular file; give the path of an image file",
        BootError.FileEmpty => $"{subject}: the file is empty",
        BootError.FileChanged => $"{subject}: the file became shorter while it was being loaded",
        BootError.Truncated => $"{subject}: truncated: {detail}; copy the file again",
        BootError.CorruptCompression => $"{subject}: its gzip data is damaged or truncated; copy the file again",
        BootError.CompressedNotKernel =>
            $"{subject}: gzip data, but of something that is no {detail}; unpack it with gunzip",
        BootError.ElfOfOtherMachine => $"{subject}: an ELF file, but {detail}",
        BootError.ElfNotExecutable => $"{subject}: an ELF file, but {detail}; link it into an executable",
        BootError.ElfMalformed => $"{subject}: a malformed ELF file: {detail}; build or copy it again",
        BootError.ElfOverlappingSegments => $"{subject}: ELF segments overlap: {detail}; correct its linker script",
        BootError.EfiZboot =>
            $"{subject}: a compressed EFI image (vmlinuz.efi); give the kernel's Image or Image.gz instead",
        BootError.ImageBigEndian => $"{subject}: a big-endian kernel; this machine is little-endian",
        BootError.OutsideMemory =>
            $"{subject}: does not fit into memory: {detail}; give more with -m, or link it elsewhere",
        BootError.Overlap =>
            $"{subject}: would overwrite {detail}; link it to another address, or give more memory with -m",
        BootError.DeviceTreeMalformed =>
            $"{subject}: not a usable device tree: {detail}; make one with dtc or -machine dumpdtb=FILE",
        BootError.NothingToBoot => "nothing to boot: give a kernel with -kernel FILE, or firmware with -bios FILE",
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };
}
