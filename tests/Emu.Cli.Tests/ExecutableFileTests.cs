using System.Buffers.Binary;
using System.Text;

namespace Emu.Cli.Tests;

/// <summary>What the published executable is as a file (ELF, System V ABI chapters 4 and 5).</summary>
public sealed class ExecutableFileTests
{
    private const long MostBytes = 63_000_000;
    private const uint Interpreter = 3;

    private readonly byte[] file = File.ReadAllBytes(EmulatorRun.Executable);

    [Fact]
    public void It_is_one_file_of_less_than_63_megabytes() => Assert.InRange(file.Length, 1, MostBytes);

    [Fact]
    public void It_needs_no_loader()
    {
        int table = (int)U64(0x20), entrySize = U16(0x36), count = U16(0x38);
        Assert.NotEqual(0, count);
        for (int i = 0; i < count; i++) Assert.NotEqual(Interpreter, U32(table + (i * entrySize)));
    }

    [Fact]
    public void LLVMs_constructors_are_there_and_not_among_those_that_run_at_start()
    {
        Dictionary<string, int> pointers =
            Sections().ToDictionary(section => section.Name, section => section.Size / 8);
        Assert.True(pointers[".llvm_init_array"] > 200, "LLVM has some hundreds of constructors");
        Assert.True(pointers[".init_array"] < 50, "only the runtime's own constructors run at start");
    }

    private IEnumerable<(string Name, int Size)> Sections()
    {
        int table = (int)U64(0x28), entrySize = U16(0x3A), count = U16(0x3C);
        int names = (int)U64(table + (U16(0x3E) * entrySize) + 0x18);
        return Enumerable.Range(0, count).Select(i => table + (i * entrySize)).Select(header =>
        {
            ReadOnlySpan<byte> name = file.AsSpan(names + (int)U32(header));
            return (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]), (int)U64(header + 0x20));
        }).DistinctBy(section => section.Item1);
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
}
