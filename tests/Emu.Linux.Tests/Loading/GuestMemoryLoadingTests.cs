using System.Text;
using Emu.Guest.RiscV.Linux;
using Emu.Linux.Loading;
using Emu.Linux.Memory;

namespace Emu.Linux.Tests.Loading;

/// <summary>Programs loaded into a real address space.</summary>
public sealed class GuestMemoryLoadingTests : IDisposable
{
    private readonly ProgramFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Segments_stack_and_vdso_are_there_and_have_their_names()
    {
        byte[] file = new ElfDraft()
            .Load(5, 0, 0x1_0000, 0x1234, 0x1234).Load(6, 0x1800, 0x1_2800, 0x900, 0x3000).ToArray();
        using PreparedProgram? program = folder.Prepare(folder.Write("program", file), out ProgramError? error);
        using GuestMemory memory = GuestMemory.Create(null, 1ul << 30);
        LoadedProgram? loaded = new ProgramLoader(
            new GuestProgramMemory(memory), program!, new LoadOptions { Abi = RiscVLinux.Abi }).Load(out error);
        Assert.Null(error);
        Assert.Equal(file[0x1800..0x2100], Read(0x1_2800, 0x900));
        Assert.Equal(new byte[0x2700], Read(0x1_3100, 0x2700));
        Assert.Equal(Vdso.Build(RiscVLinux.Abi), Read(loaded!.VdsoStart, Vdso.Size));
        Assert.Equal(1, Read(loaded.StackPointer, 1)[0]);
        Assert.Equal(0x1_6000ul, memory.Heap.Move(0));
        using MemoryStream maps = new();
        memory.Listing.WriteMaps(maps);
        string text = Encoding.UTF8.GetString(maps.ToArray());
        Assert.Contains("r-xp", text);
        Assert.Contains("[stack]", text);
        Assert.Contains("[vdso]", text);
        Assert.Contains("/program", text);

        byte[] Read(ulong address, int length)
        {
            byte[] bytes = new byte[length];
            Assert.True(memory.TryRead(address, bytes.AsSpan()));
            return bytes;
        }
    }
}
