using Emu.Isa.RiscV;
using Emu.Linux.Loading;

namespace Emu.Linux;

/// <summary>Runs a program: what user mode does from the options to the exit status.</summary>
public static class UserProgram
{
    private const int SingleLetters = 26;

    /// <summary>Loads the program and runs it to its end.</summary>
    /// <exception cref="ProgramException">It cannot be started.</exception>
    public static int Run(UserOptions options)
    {
        using PreparedProgram program = Prepare(options);
        throw new ProgramException("programs cannot be run yet");
    }

    /// <summary>Finds the program and checks it.</summary>
    /// <exception cref="ProgramException">It cannot be started.</exception>
    internal static PreparedProgram Prepare(UserOptions options)
    {
        ProgramRequest request = new()
        {
            Path = options.Program,
            Descriptor = options.ProgramDescriptor,
            Arguments = options.Arguments,
            Environment = options.Environment,
            Sysroot = new Sysroot(options.Sysroot),
            Limit = Memory.GuestMemory.DefaultLimit,
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
