using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Machine.Boot;
using Emu.Model;
using Emu.Model.Options;

namespace Emu.Machine.Configuration;

/// <summary>Puts a file or a number into memory whenever the machine starts, and may have a CPU begin there: <c>-device
/// loader</c>, as QEMU's generic loader.</summary>
[Device("loader", DeviceCategory.Misc, Description = "Generic Loader")]
internal sealed partial class LoaderDevice : IDisposable
{
    private const uint NoCpu = uint.MaxValue;

    [Derived]
    private IBootImage? image;

    /// <summary>Bus address of the first byte, or the CPU's first instruction.</summary>
    [Property("addr", "", TypeWord = "uint64")]
    public ulong? Address { get; set; }

    /// <summary>The number that is stored.</summary>
    [Property("data", "", TypeWord = "uint64")]
    public ulong? Data { get; set; }

    /// <summary>Bytes of the number, 1 to 8.</summary>
    [Property("data-len")]
    public byte DataLength { get; set; }

    /// <summary>The number is stored with its highest byte first.</summary>
    [Property("data-be", "")]
    public bool IsBigEndian { get; set; }

    /// <summary>The file.</summary>
    [Property("file")]
    public string? File { get; set; }

    /// <summary>The file is copied as it is, also when it is an ELF file.</summary>
    [Property("force-raw", "")]
    public bool IsRaw { get; set; }

    /// <summary>The CPU that begins at the address, or at the entry point of an ELF file.</summary>
    [Property("cpu-num")]
    public uint CpuNumber { get; set; } = NoCpu;

    /// <summary>The CPU that begins there; null for none.</summary>
    public int? Cpu => CpuNumber == NoCpu ? null : (int)CpuNumber;

    /// <summary>Where that CPU begins.</summary>
    public PhysicalAddress Entry => image?.Entry ?? new(Address ?? 0);

    /// <summary>What is put into memory; null when only a CPU's start is set.</summary>
    public IBootImage? Image => image;

    /// <summary>Checks the properties, and opens the file.</summary>
    /// <param name="cpus">CPUs of the machine.</param>
    /// <param name="target">The ELF files that they run.</param>
    /// <exception cref="OptionException">They contradict each other, or the file cannot be had.</exception>
    public void Open(int cpus, ElfTarget target)
    {
        if (Data is not null || DataLength != 0 || IsBigEndian) OpenData();
        else if (File is not null) OpenFile(target);
        else if (CpuNumber == NoCpu || Address is null) throw new OptionException("please include valid arguments");
        if (CpuNumber != NoCpu && CpuNumber >= cpus)
            throw new OptionException($"Specified boot CPU#{CpuNumber} is nonexistent");
    }

    /// <inheritdoc/>
    public void Dispose() => image?.Dispose();

    private void OpenData()
    {
        if (File is not null) throw new OptionException("Specifying a file is not supported when loading memory values");
        if (IsRaw) throw new OptionException("Specifying force-raw is not supported when loading memory values");
        if (CpuNumber != NoCpu) throw new OptionException("Specifying a CPU number is not supported when loading memory values");
        if (DataLength == 0 || (Data is null && Address is null)) throw new OptionException("Both data and data-len must be specified");
        if (DataLength > sizeof(ulong)) throw new OptionException("data-len cannot be greater then 8 bytes");
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Data ?? 0);
        Array.Resize(ref bytes, DataLength);
        if (IsBigEndian) Array.Reverse(bytes);
        image = new DataImage($"-device loader,addr=0x{Address ?? 0:x}", new(Address ?? 0), bytes);
    }

    private void OpenFile(ElfTarget target)
    {
        BootFile file;
        try
        {
            file = new BootFile(File!);
            image = !IsRaw && ElfImage.Recognizes(file.ReadStart(4))
                ? new ElfImage(file, target) : new FlatImage(file, new PhysicalAddress(Address ?? 0));
        }
        catch (BootException e)
        {
            throw new OptionException($"Cannot load specified image {File}: {e.Message}");
        }
    }
}
