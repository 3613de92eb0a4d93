using System.Text;
using Emu.Guest.RiscV.Linux;
using Emu.Linux.Abi;
using Emu.Linux.Loading;

namespace Emu.Linux.Tests.Loading;

/// <summary>What a program finds on its stack.</summary>
public sealed class InitialStackTests : IDisposable
{
    private const ulong Zero = 0;

    private readonly ProgramFolder folder = new();

    private static LoadOptions Options => new() { Abi = RiscVLinux.Abi };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Argc_argv_envp_and_the_auxiliary_vector_follow_each_other_and_point_to_the_strings_above()
    {
        ModelMemory memory = new();
        string path = WriteProgram();
        LoadedProgram loaded = Load(path, memory, Options with { Capabilities = (0x112d, 0), Seed = 1 }, "one", "");
        ulong at = loaded.StackPointer;
        Assert.Equal(Zero, at % 16);
        Assert.Equal(3ul, Next());
        Assert.Equal(path, Text(Next()));
        Assert.Equal("one", Text(Next()));
        Assert.Equal("", Text(Next()));
        Assert.Equal(Zero, Next());
        Assert.Equal("A=1", Text(Next()));
        Assert.Equal("B=two", Text(Next()));
        Assert.Equal(Zero, Next());
        ulong vectorStart = at;
        Dictionary<AuxiliaryType, ulong> vector = [];
        for (ulong type; (type = Next()) != 0;) vector.Add((AuxiliaryType)type, Next());
        Assert.Equal(Zero, Next());

        Assert.Equal(memory.Read(vectorStart, (int)(at - vectorStart)), loaded.Stack.AuxiliaryVector);
        Assert.Equal(4096ul, vector[AuxiliaryType.PageSize]);
        Assert.Equal(100ul, vector[AuxiliaryType.ClockTicks]);
        Assert.Equal(0x112dul, vector[AuxiliaryType.HardwareCapabilities]);
        Assert.Equal(0x1_0040ul, vector[AuxiliaryType.ProgramHeaders]);
        Assert.Equal(56ul, vector[AuxiliaryType.ProgramHeaderSize]);
        Assert.Equal(1ul, vector[AuxiliaryType.ProgramHeaderCount]);
        Assert.Equal(0x1_0100ul, vector[AuxiliaryType.Entry]);
        Assert.Equal(Zero, vector[AuxiliaryType.Base]);
        Assert.Equal(Zero, vector[AuxiliaryType.Secure]);
        Assert.Equal(path, Text(vector[AuxiliaryType.ExecutableName]));
        Assert.Equal(loaded.VdsoStart, vector[AuxiliaryType.SystemCallLibrary]);
        Assert.NotEqual(new byte[16], memory.Read(vector[AuxiliaryType.Random], 16));
        Assert.Equal(new byte[8], memory.Read(loaded.StackEnd - 8, 8));
        Assert.Equal(path, Text(loaded.StackEnd - 8 - (ulong)path.Length - 1));
        Assert.Equal("A=1", Text(loaded.Stack.EnvironmentStart));
        Assert.Equal(path, Text(loaded.Stack.ArgumentsStart));

        ulong Next()
        {
            at += 8;
            return memory.ReadWord(at - 8);
        }

        string Text(ulong address) => Encoding.UTF8.GetString(memory.ReadString(address));
    }

    [Fact]
    public void The_platforms_name_is_told_where_the_kernel_has_one()
    {
        string path = WriteProgram();
        Assert.Null(Platform(RiscVLinux.Abi));
        Assert.Equal("aarch64", Platform(RiscVLinux.Abi with { Platform = "aarch64" }));

        string? Platform(LinuxAbi abi)
        {
            ModelMemory memory = new();
            LoadedProgram loaded = Load(path, memory, Options with { Abi = abi });
            ulong[] vector = [.. loaded.Stack.AuxiliaryVector.Chunk(8).Select(word => BitConverter.ToUInt64(word))];
            int at = Array.IndexOf(vector, (ulong)AuxiliaryType.Platform);
            return at < 0 ? null : Encoding.ASCII.GetString(memory.ReadString(vector[at + 1]));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_random_bytes_and_none_gives_others()
    {
        string path = WriteProgram();
        Assert.Equal(Random(5), Random(5));
        Assert.NotEqual(Random(5), Random(6));
        Assert.NotEqual(Random(null), Random(null));

        byte[] Random(ulong? seed)
        {
            ModelMemory memory = new();
            LoadedProgram loaded = Load(path, memory, Options with { Seed = seed });
            ulong[] vector = [.. loaded.Stack.AuxiliaryVector.Chunk(8).Select(word => BitConverter.ToUInt64(word))];
            return memory.Read(vector[Array.IndexOf(vector, (ulong)AuxiliaryType.Random) + 1], 16);
        }
    }

    [Theory]
    [InlineData(1ul, 128ul << 10)]
    [InlineData(1ul << 20, 1ul << 20)]
    [InlineData((1ul << 20) + 1, (1ul << 20) + 4096)]
    public void The_stack_is_as_large_as_asked_for_in_pages_and_never_tiny(ulong asked, ulong given)
    {
        LoadedProgram loaded = Load(WriteProgram(), new ModelMemory(), Options with { StackSize = asked });
        Assert.Equal(given, loaded.StackEnd - loaded.StackStart);
    }

    [Fact]
    public void A_string_of_32_pages_or_more_than_the_limit_in_all_is_too_long()
    {
        string path = WriteProgram();
        Assert.Null(folder.Prepare(path, out ProgramError? error, null, new string('x', 131_072)));
        Assert.Equal(7, error!.Errno);
        Assert.Null(folder.Prepare(path, out error, null, [.. Enumerable.Repeat(new string('x', 100_000), 64)]));
        Assert.Equal(ProgramFault.ArgumentsTooLong, error!.Fault);
        using PreparedProgram? program = folder.Prepare(path, out error, null, new string('x', 131_071));
        Assert.Null(error);
        ModelMemory memory = new();
        Assert.Null(new ProgramLoader(memory, program!, Options with { StackSize = 1 }).Load(out error));
        Assert.Equal(7, error!.Errno);
    }

    [Fact]
    public void A_program_without_arguments_gets_an_empty_one()
    {
        ProgramRequest request = ProgramFolder.Request(WriteProgram()) with { Arguments = [] };
        using PreparedProgram? program = ProgramFinder.Prepare(request, out _);
        Assert.Equal([[]], program!.Arguments);
    }

    private string WriteProgram() =>
        folder.Write("program", new ElfDraft().Load(5, 0, 0x1_0000, 0x1000, 0x1000).ToArray());

    private LoadedProgram Load(string path, ModelMemory memory, LoadOptions options, params string[] arguments)
    {
        using PreparedProgram? program = folder.Prepare(path, out ProgramError? error, null, arguments);
        Assert.Null(error);
        return new ProgramLoader(memory, program!, options).Load(out error)!;
    }
}
