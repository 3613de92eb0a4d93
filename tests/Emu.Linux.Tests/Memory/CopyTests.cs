using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using Emu.Linux.Memory;
using static Emu.Linux.Tests.Memory.TestMemory;

namespace Emu.Linux.Tests.Memory;

/// <remarks>Invariant of the unsafe code: the handler runs on threads that are in native code, where it may be
/// managed.</remarks>
[Collection(nameof(HostAddressSpace))]
public sealed unsafe partial class CopyTests : IDisposable
{
    private const ulong Here = 0x20_0000;
    private const int SegmentationFault = 11, BusError = 7, WithInformation = 4;
    private static Action oldSegmentation, oldBus;

    private readonly GuestMemory memory = Reserved();

    public CopyTests()
    {
        Install(SegmentationFault, out oldSegmentation);
        Install(BusError, out oldBus);
        memory.Map(Here, 2 * Page, ReadWrite, Private | MapFlags.Fixed);
        memory.Map(Here + 2 * Page, Page, PageProtection.Read, Private | MapFlags.Fixed);
        memory.Map(Here + 3 * Page, Page, PageProtection.None, Private | MapFlags.Fixed);
    }

    public void Dispose()
    {
        Assert.Equal(0, SetAction(SegmentationFault, in oldSegmentation, out _));
        Assert.Equal(0, SetAction(BusError, in oldBus, out _));
        memory.Dispose();
    }

    [Fact]
    public void What_was_written_is_read_at_any_alignment_and_length() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Byte.Array[0, 3000]).Sample((offset, bytes) =>
        {
            Assert.True(memory.TryWrite(Here + (ulong)offset, bytes));
            byte[] back = new byte[bytes.Length];
            Assert.True(memory.TryRead(Here + (ulong)offset, back));
            Assert.Equal(bytes, back);
        }, threads: 1);

    [Fact]
    public void Structures_and_arrays_are_copied_whole()
    {
        Assert.True(memory.TryWriteArray<ulong>(Here + 1, [1, 2, 3]));
        Assert.True(memory.TryReadArray(Here + 1, 3, out ulong[] items));
        Assert.Equal([1, 2, 3], items);
        Assert.True(memory.TryRead(Here + 1, out (ulong First, ulong Second) pair));
        Assert.Equal((1ul, 2ul), pair);
        Assert.False(memory.TryReadArray(memory.Limit - 8, int.MaxValue, out ulong[] _));
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 3)]
    [InlineData((64ul << 20) - 4)]
    [InlineData(64ul << 20)]
    [InlineData(1ul << 47)]
    [InlineData(Here + 4 * Page)]
    [InlineData(Here + 3 * Page)]
    public void Bad_pointers_are_refused(ulong address)
    {
        Assert.False(memory.TryRead(address, out int _) && memory.TryRead(address, out ulong _));
        Assert.False(memory.TryWrite(address, 1ul));
        Assert.False(memory.TryRead(address, new byte[33]));
        Assert.False(memory.TryReadString(address, 100, out _));
    }

    [Fact]
    public void Pages_that_may_only_be_read_are_not_written()
    {
        Assert.True(memory.TryRead(Here + 2 * Page, out int _));
        Assert.False(memory.TryWrite(Here + 2 * Page, 1));
    }

    [Fact]
    public void A_copy_into_a_bad_page_does_what_comes_before()
    {
        byte[] ones = Enumerable.Repeat((byte)1, 64).ToArray();
        Assert.False(memory.TryWrite(Here + 2 * Page - 10, ones));
        byte[] tail = new byte[10];
        Assert.True(memory.TryRead(Here + 2 * Page - 10, tail));
        Assert.Equal(ones[..10], tail);
        byte[] across = new byte[20];
        Assert.True(memory.TryRead(Here + 2 * Page - 10, across));
        Assert.False(memory.TryRead(Here + 3 * Page - 10, across));
    }

    [Fact]
    public void A_page_behind_the_end_of_a_file_is_a_bad_pointer()
    {
        using TemporaryFile file = new(10);
        memory.Map(Here, 2 * Page, PageProtection.Read, MapFlags.Shared | MapFlags.Fixed, file.Descriptor);
        Assert.True(memory.TryRead(Here, out int _));
        Assert.False(memory.TryRead(Here + Page, out int _));
    }

    [Fact]
    public void Strings_end_at_their_zero_their_limit_or_with_a_fault()
    {
        byte[] text = Encoding.ASCII.GetBytes("emulator\0");
        Assert.True(memory.TryWrite(Here, text));
        Assert.True(memory.TryReadString(Here, 100, out byte[] whole));
        Assert.Equal("emulator", Encoding.ASCII.GetString(whole));
        Assert.True(memory.TryReadString(Here, 3, out byte[] cut));
        Assert.Equal("emu", Encoding.ASCII.GetString(cut));
        Assert.True(memory.TryReadString(Here + 8, 100, out byte[] none));
        Assert.Empty(none);
        byte[] ones = Enumerable.Repeat((byte)1, (int)Page).ToArray();
        memory.Map(Here + 3 * Page, Page, ReadWrite, Private | MapFlags.Fixed);
        Assert.True(memory.TryWrite(Here + 3 * Page, ones));
        Assert.False(memory.TryReadString(Here + 3 * Page, 5000, out _));
        Assert.True(memory.TryReadString(Here + 3 * Page, (int)Page, out byte[] full));
        Assert.Equal(ones, full);
    }

    private static void Install(int signal, out Action old)
    {
        Action action = new() { Handler = &OnFault, Flags = WithInformation };
        Assert.Equal(0, SetAction(signal, in action, out old));
    }

    [UnmanagedCallersOnly]
    private static void OnFault(int signal, void* information, void* context)
    {
        if (Recover(context) != 0) return;
        Action old = signal == SegmentationFault ? oldSegmentation : oldBus;
        old.Handler(signal, information, context);
    }

    [LibraryImport("emunative", EntryPoint = "emu_guest_copy_recover")]
    private static partial int Recover(void* context);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SetAction(int signal, in Action action, out Action old);

    [InlineArray(16)]
    private struct SignalMask
    {
        private ulong words;
    }

    /// <summary>The C library's struct sigaction.</summary>
    private struct Action
    {
        public delegate* unmanaged<int, void*, void*, void> Handler;
        public SignalMask Mask;
        public int Flags;
        public void* Restorer;
    }
}
