using System.Globalization;
using Emu.Isa;
using Emu.Linux.Memory;
using static Emu.Linux.Tests.Memory.TestMemory;

namespace Emu.Linux.Tests.Memory;

[Collection(nameof(HostAddressSpace))]
public class TranslationTests
{
    private const ulong Here = 0x20_0000;

    [Theory]
    [InlineData(PageProtection.None, "")]
    [InlineData(PageProtection.Read, "L")]
    [InlineData(PageProtection.Write, "LS")]
    [InlineData(PageProtection.Execute, "F")]
    [InlineData(PageProtection.Read | PageProtection.Execute, "FL")]
    [InlineData(PageProtection.Write | PageProtection.Execute, "FLS")]
    public void Pages_may_be_accessed_as_they_are_protected(PageProtection protection, string allowed)
    {
        using GuestMemory memory = Reserved();
        memory.Map(Here, Page, protection, Private | MapFlags.Fixed);
        Assert.Equal(allowed, Allowed(memory, Here + 0x123));
        memory.Protect(Here, Page, PageProtection.Read);
        Assert.Equal("L", Allowed(memory, Here));
        memory.Unmap(Here, Page);
        Assert.Equal("", Allowed(memory, Here));
    }

    [Fact]
    public void A_translation_says_what_else_is_allowed_and_keeps_the_address()
    {
        using GuestMemory memory = Reserved();
        memory.Map(Here, Page, PageProtection.Read | PageProtection.Execute, Private | MapFlags.Fixed);
        Assert.True(memory.TryTranslate(Here + 0x123, AccessKind.Fetch, out Translation translation));
        Assert.Equal(Here + 0x123, translation.Address.Value);
        Assert.Equal(Page, translation.PageSize);
        Assert.True(translation is { Readable: true, Writable: false, Cacheable: true, Global: false });
    }

    [Fact]
    public void A_fault_is_told_by_its_reason()
    {
        using GuestMemory memory = Reserved();
        memory.Map(Here, Page, PageProtection.Read, Private | MapFlags.Fixed);
        Assert.Equal(FaultKind.None, memory.Classify(Here, AccessKind.Load));
        Assert.Equal(FaultKind.Protection, memory.Classify(Here, AccessKind.Store));
        Assert.Equal(FaultKind.Protection, memory.Classify(Here, AccessKind.Fetch));
        Assert.Equal(FaultKind.NotMapped, memory.Classify(Here + Page, AccessKind.Load));
        Assert.Equal(FaultKind.NotMapped, memory.Classify(ulong.MaxValue, AccessKind.Load));
    }

    [Fact]
    public void Pages_behind_the_end_of_a_file_are_there_once_it_is_long_enough()
    {
        using TemporaryFile file = new(100);
        using GuestMemory memory = Reserved();
        memory.Map(Here, 2 * Page, PageProtection.Read, MapFlags.Shared | MapFlags.Fixed, file.Descriptor);
        Assert.Equal("L", Allowed(memory, Here + 200));
        Assert.Equal("", Allowed(memory, Here + Page));
        Assert.Equal(FaultKind.BeyondFile, memory.Classify(Here + Page, AccessKind.Load));
        file.Resize(2 * (long)Page);
        Assert.Equal("L", Allowed(memory, Here + Page));
    }

    [Fact]
    public void Executable_pages_of_files_are_known_by_the_file()
    {
        using TemporaryFile file = new(4 * (long)Page);
        using GuestMemory memory = Reserved();
        const PageProtection Code = PageProtection.Read | PageProtection.Execute;
        memory.Map(Here, 2 * Page, Code, MapFlags.Private | MapFlags.Fixed, file.Descriptor, Page);
        memory.Map(Here + 2 * Page, Page, Code, Private | MapFlags.Fixed);
        MappedObject found = Assert.NotNull(memory.FindObject(Here + Page + 4));
        Assert.Equal((Here, 2 * Page, Page, false), (found.Start, found.Length, found.Offset, found.IsWritable));
        Assert.Equal(file.Path, found.File.ToString());
        Assert.Equal(4 * (long)Page, found.File.Size);
        long changed = (File.GetLastWriteTimeUtc(file.Path) - DateTime.UnixEpoch).Ticks;
        Assert.Equal(changed, found.File.ModificationTime / 100);
        Assert.Equal([found], memory.FindObjects());
        Assert.Null(memory.FindObject(Here + 2 * Page));
        memory.Protect(Here, 2 * Page, PageProtection.Read);
        Assert.Null(memory.FindObject(Here));
    }

    [Fact]
    public void The_list_of_mappings_is_the_kernels_byte_for_byte()
    {
        using TemporaryFile file = new(4 * (long)Page);
        using GuestMemory memory = AtZero();
        memory.Map(Here, Page, PageProtection.Read, MapFlags.Shared | MapFlags.Fixed, file.Descriptor, Page);
        memory.Map(Here + Page, Page, ReadWrite, MapFlags.Private | MapFlags.Fixed, file.Descriptor, 3 * Page);
        memory.Map(Here + 2 * Page, Page, PageProtection.None, Private | MapFlags.Fixed);
        // At base 0, and without executable pages, the host's own list has the very same lines.
        IEnumerable<string> host = File.ReadLines("/proc/self/maps").Where(line =>
            ulong.Parse(line.Split('-')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) < memory.Limit);
        Assert.Equal(string.Join('\n', host) + "\n", Maps(memory));
    }

    [Fact]
    public void Names_without_a_file_stand_in_their_column()
    {
        using GuestMemory memory = Reserved();
        memory.Map(
            Here, Page, ReadWrite, Private | MapFlags.Fixed | MapFlags.GrowsDown, name: "[stack]");
        string line = "00200000-00201000 rw-p 00000000 00:00 0 ".PadRight(73) + "[stack]\n";
        Assert.Equal(line, Maps(memory));
    }

    private static string Allowed(GuestMemory memory, ulong address)
    {
        string allowed = "";
        if (memory.TryTranslate(address, AccessKind.Fetch, out _)) allowed += "F";
        if (memory.TryTranslate(address, AccessKind.Load, out _)) allowed += "L";
        if (memory.TryTranslate(address, AccessKind.Store, out _)) allowed += "S";
        return allowed;
    }
}
