using Emu.Core.Memory;
using Emu.Isa;
using Emu.Testing;

namespace Emu.Guest.RiscV.Platform.Tests.Firmware;

/// <summary>Fences that one hart asks of the others through the SBI: the range and the address space arrive.</summary>
public sealed class RemoteFenceTests : IDisposable
{
    private const ulong RemoteFences = 0x52464e43, HartStates = 0x48534d, BothHarts = 3;
    private const ulong Instructions = 0, VirtualMemory = 1, AddressSpace = 2;

    private readonly SbiFixture sbi = new();
    private readonly RecordingEngine caller = new();
    private readonly RecordingEngine other = new();

    public RemoteFenceTests()
    {
        sbi.Call(HartStates, 0, 1, SbiFixture.Ram, 0);
        sbi.Threads[0].Cpu.Engine = caller;
        sbi.Threads[1].Cpu.Engine = other;
    }

    [Theory]
    [InlineData(VirtualMemory, 0x5000ul, 0x3000ul, 9ul, 0x3000ul, null)]
    [InlineData(AddressSpace, 0x5000ul, 0x3000ul, 9ul, 0x3000ul, 9)]
    [InlineData(VirtualMemory, 0ul, 0ul, 0ul, TranslationFence.AllAddresses, null)]
    [InlineData(AddressSpace, 0ul, ulong.MaxValue, 0x12ul, TranslationFence.AllAddresses, 0x12)]
    public void A_translation_fence_reaches_every_hart_with_its_range(
        ulong function, ulong start, ulong size, ulong asid, ulong expectedSize, int? expectedAsid)
    {
        TranslationFence expected = new(new VirtualAddress(start), expectedSize, (ushort?)expectedAsid);

        Assert.Equal(0, sbi.Call(RemoteFences, function, BothHarts, 0, start, size, asid).Error);

        Assert.Equal([expected], caller.Fences);
        Assert.Equal([(expected, false)], other.RequestedFences);
    }

    [Fact]
    public void An_instruction_fence_fences_instructions_only()
    {
        Assert.Equal(0, sbi.Call(RemoteFences, Instructions, BothHarts, 0).Error);

        Assert.Equal((1, 0), (caller.InstructionFences, caller.Fences.Count));
        Assert.Equal([(null, true)], other.RequestedFences);
    }

    [Fact]
    public void A_hart_outside_of_the_mask_is_left_alone()
    {
        Assert.Equal(0, sbi.Call(RemoteFences, VirtualMemory, 1, 0, 0, 0).Error);

        Assert.Single(caller.Fences);
        Assert.Empty(other.RequestedFences);
    }

    public void Dispose() => sbi.Dispose();
}
