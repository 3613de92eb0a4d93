using Emu.Engine;
using Emu.Guest.RiscV;
using Emu.Host;
using Emu.Linux.Loading;
using Emu.Linux.Memory;
using Emu.Linux.Signals;

namespace Emu.Linux;

/// <summary>Runs a program: what user mode does from the options to the exit status.</summary>
public static class UserProgram
{
    private const int SingleLetters = 26, StackPointer = 2;

    /// <summary>Loads the program and runs it to its end.</summary>
    /// <exception cref="ProgramException">It cannot be started.</exception>
    public static int Run(UserOptions options)
    {
        PreparedProgram program = Prepare(options, GuestMemory.LimitOf(options.GuestBase, options.ReservedSize));
        GuestMemory memory = MakeMemory(options, program);
        LinuxProcess process = new(options, memory);
        PrivateDescriptors.Begin(process.Reserved.Keep, process.Reserved.Reserve);
        SignalState signals = process.BeginSignals();
        LoadedProgram loaded = Load(options, program, memory);
        process.Engine = new UserEngine(
            memory.Base, memory.Limit, options.Isa, options.Accel, new ProgramObjects(memory), StandardError.WriteLine);
        process.Begin(loaded);
        process.Run(FirstThread(process, loaded), signals);
        throw new InvalidOperationException("a process that has ended goes on");
    }

    private static unsafe LinuxThread FirstThread(LinuxProcess process, LoadedProgram loaded)
    {
        LinuxThread thread = process.CreateThread();
        thread.State->Pc = loaded.Entry & ~1ul;
        thread.State->X[StackPointer] = loaded.StackPointer;
        return thread;
    }

    // Where the program can lie as it is linked.
    private static GuestMemory MakeMemory(UserOptions options, PreparedProgram program)
    {
        try
        {
            ulong lowest = program.Image is { IsFixed: true } image ? image.Start : ulong.MaxValue;
            return GuestMemory.Create(options.GuestBase, options.ReservedSize, lowest);
        }
        catch (GuestMemoryException e)
        {
            throw new ProgramException(e.Message);
        }
    }

    /// <summary>Loads the program into an empty address space, and closes its files.</summary>
    /// <exception cref="ProgramException">It cannot be started.</exception>
    internal static LoadedProgram Load(UserOptions options, PreparedProgram program, GuestMemory memory)
    {
        using PreparedProgram closed = program;
        memory.IsLoading = true;
        ProgramLoader loader = new(new GuestProgramMemory(memory), program, LoadOptionsOf(options));
        LoadedProgram loaded = loader.Load(out ProgramError? error) ?? throw new ProgramException(error!.Message);
        memory.IsLoading = false;
        return loaded;
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
