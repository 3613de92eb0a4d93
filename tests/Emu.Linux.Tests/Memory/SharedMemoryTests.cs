using System.Globalization;
using Emu.Host;
using Emu.Isa;
using Emu.Linux.Memory;
using static Emu.Linux.Tests.Memory.TestMemory;

namespace Emu.Linux.Tests.Memory;

[Collection(nameof(HostAddressSpace))]
public sealed class SharedMemoryTests : IDisposable
{
    private const long GetSegment = 29, ControlSegment = 31, Invalid = -22;
    private const ulong RemoveSegment = 0, CreateForOwner = 0x200 | 0x180;
    private const int ReadOnly = 0x1000, Round = 0x2000, Replace = 0x4000;
    private const ulong Here = 0x20_0000;

    private readonly int segment = (int)HostSyscall.Invoke(GetSegment, 0, 2 * Page, CreateForOwner);

    public void Dispose() => HostSyscall.Invoke(ControlSegment, (ulong)segment, RemoveSegment);

    [Fact]
    public void A_segment_is_the_same_memory_wherever_it_is_attached()
    {
        foreach (GuestMemory memory in new[] { Reserved(), AtZero() })
        {
            using (memory)
            {
                ulong first = (ulong)memory.Segments.Attach(segment, 0, 0), second = (ulong)memory.Segments.Attach(segment, 0, ReadOnly);
                Assert.True(memory.TryWrite(first, 42));
                Assert.True(memory.TryRead(second, out int value));
                Assert.Equal(42, value);
                Assert.Equal(FaultKind.Protection, memory.Classify(second, AccessKind.Store));
                Assert.Contains(
                    string.Create(CultureInfo.InvariantCulture, $" rw-s 00000000 00:01 {segment} "),
                    Maps(memory),
                    StringComparison.Ordinal);
                Assert.Equal(0, memory.Segments.Detach(first));
                Assert.Equal(FaultKind.NotMapped, memory.Classify(first, AccessKind.Load));
                Assert.Equal(FaultKind.None, memory.Classify(second, AccessKind.Load));
                Assert.Equal(Invalid, memory.Segments.Detach(first));
            }
        }
    }

    [Fact]
    public void What_is_left_of_an_attachment_goes_by_its_old_address()
    {
        using GuestMemory memory = Reserved();
        Assert.Equal((long)Here, memory.Segments.Attach(segment, Here + 5, Round));
        memory.Unmap(Here, Page);
        memory.Map(Here, Page, ReadWrite, Private | MapFlags.Fixed);
        Assert.Equal(0, memory.Segments.Detach(Here));
        Assert.Equal(FaultKind.None, memory.Classify(Here, AccessKind.Load));
        Assert.Equal(FaultKind.NotMapped, memory.Classify(Here + Page, AccessKind.Load));
    }

    [Fact]
    public void Attachments_that_Linux_refuses_are_refused_alike()
    {
        using GuestMemory memory = Reserved();
        memory.Map(Here + Page, Page, ReadWrite, Private | MapFlags.Fixed);
        Assert.Equal(Invalid, memory.Segments.Attach(segment, Here + 5, 0));
        Assert.Equal(Invalid, memory.Segments.Attach(segment, Here, 0));
        Assert.Equal(Invalid, memory.Segments.Attach(segment, 0, Replace));
        Assert.Equal(Invalid, memory.Segments.Attach(-1, 0, 0));
        Assert.Equal(Invalid, memory.Segments.Attach(int.MaxValue, 0, 0));
        Assert.Equal(Invalid, memory.Segments.Detach(Here + Page));
        Assert.Equal((long)Here, memory.Segments.Attach(segment, Here, Replace));
    }

    [Fact]
    public void Limits_count_what_is_mapped()
    {
        const long NoMemory = -12;
        using GuestMemory memory = Reserved();
        memory.AddressSpaceLimit = 3 * Page;
        Assert.True(memory.Segments.Attach(segment, 0, 0) > 0);
        Assert.Equal(NoMemory, memory.Segments.Attach(segment, 0, 0));
        Assert.Equal((long)Here, memory.Map(Here, Page, ReadWrite, Private | MapFlags.Fixed));
        Assert.Equal((long)Here, memory.Map(Here, Page, ReadWrite, Private | MapFlags.Fixed));
        Assert.Equal(NoMemory, memory.Map(0, Page, ReadWrite, Private));
        Assert.Equal(NoMemory, memory.Remap(Here, Page, 2 * Page, RemapFlags.MayMove, 0));
        Assert.Equal(3 * Page, memory.MappedBytes);
        memory.Unmap(Here, Page);
        memory.AddressSpaceLimit = ulong.MaxValue;
        memory.DataLimit = Page;
        Assert.Equal(NoMemory, memory.Map(0, 2 * Page, ReadWrite, Private));
        Assert.True(memory.Map(0, 2 * Page, PageProtection.Read, Private) > 0);
    }

    [Fact]
    public void A_child_forgets_what_it_has_not_inherited()
    {
        const int DoNotFork = 10;
        using GuestMemory memory = Reserved();
        memory.Map(Here, 3 * Page, ReadWrite, Private | MapFlags.Fixed);
        Assert.Equal(0, memory.Advice.Advise(Here + Page, Page, DoNotFork));
        memory.BeginFork();
        memory.EndForkInChild();
        Assert.Equal(FaultKind.None, memory.Classify(Here, AccessKind.Load));
        Assert.Equal(FaultKind.NotMapped, memory.Classify(Here + Page, AccessKind.Load));
        Assert.Equal((long)(Here + Page), memory.Map(Here + Page, Page, ReadWrite, Private | MapFlags.Fixed));
    }
}
