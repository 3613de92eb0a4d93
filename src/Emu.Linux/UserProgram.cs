using System.Text;
using Emu.Isa.RiscV;
using Emu.Linux.Loading;
using Emu.Linux.Memory;

namespace Emu.Linux;

/// <summary>Runs a program: what user mode does from the options to the exit status.</summary>
public static class UserProgram
{
    private const int SingleLetters = 26;

    /// <summary>Loads the program and runs it to its end.</summary>
    /// <exception cref="ProgramException">It cannot be started.</exception>
    public static int Run(UserOptions options)
    {
        GuestMemory memory;
        try
        {
            memory = GuestMemory.Create(options.GuestBase, options.ReservedSize);
        }
        catch (GuestMemoryException e)
        {
            throw new ProgramException(e.Message);
        }

        LoadedProgram loaded = Load(options, memory);
        throw new ProgramException(
            $"{Encoding.UTF8.GetString(loaded.ExecutablePath)}: loaded, but programs cannot be run yet");
    }

    /// <summary>Loads the program into an empty address space.</summary>
    /// <exception cref="ProgramException">It cannot be started.</exception>
    internal static LoadedProgram Load(UserOptions options, GuestMemory memory)
    {
        using PreparedProgram program = Prepare(options, memory.Limit);
        ProgramLoader loader = new(new GuestProgramMemory(memory), program, LoadOptionsOf(options));
        return loader.Load(out ProgramError? error) ?? throw new ProgramException(error!.Message);
    }

    /// <summary>Finds the program and checks it.</summary>
    /// <exception cref="ProgramException">It cannot be started.</exception>
    internal static PreparedProgram Prepare(UserOptions options, ulong limit)
    {
        ProgramRequest request = new()
        {
            Path = options.Program,
            Descriptor = options.ProgramDescriptor,
            Arguments = options.Arguments,
            Environment = options.Environment,
            Sysroot = new Sysroot(options.Sysroot),
            Limit = limit,
        };
        PreparedProgram? program = ProgramFinder.Prepare(request, out ProgramError? error);
        if (program is null) throw new ProgramException(error!.Message);
        if (program.Refusal is not { } refusal) return program;
        program.Dispose();
        throw new ProgramException(refusal.Message);
    }

    /// <summary>What a program is loaded with.</summary>
    internal static LoadOptions LoadOptionsOf(UserOptions options) => new()
    {
        StackSize = options.StackSize,
        Capabilities = CapabilitiesOf(options.Isa),
        IsSecure = options.IsSecure,
        Seed = options.Seed,
    };

    /// <summary>AT_HWCAP: bit 0 for the extension A, and so on, of those that the kernel tells about.</summary>
    internal static ulong CapabilitiesOf(IsaOptions isa)
    {
        ulong bits = 0;
        foreach ((Extensions extension, char letter) in Letters)
            if (isa.Has(extension)) bits |= 1ul << ((letter - 'a') % SingleLetters);
        return bits;
    }

    private static readonly (Extensions Extension, char Letter)[] Letters =
    [
        (Extensions.I, 'i'), (Extensions.M, 'm'), (Extensions.A, 'a'), (Extensions.F, 'f'), (Extensions.D, 'd'),
        (Extensions.C, 'c'),
    ];
}
