using Emu.Engine;
using Emu.Host;
using Emu.Linux.Loading;
using Emu.Linux.Memory;
using Emu.Linux.Signals;

namespace Emu.Linux;

/// <summary>Runs a program: what user mode does from the options to the exit status.</summary>
public static class UserProgram
{
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
            memory.Base, memory.Limit, options.Model, options.Accel, new ProgramObjects(memory), StandardError.WriteLine);
        process.Begin(loaded);
        process.Run(FirstThread(process, loaded), signals);
        throw new InvalidOperationException("a process that has ended goes on");
    }

    private static unsafe LinuxThread FirstThread(LinuxProcess process, LoadedProgram loaded)
    {
        LinuxThread thread = process.CreateThread();
        thread.State->Pc = loaded.Entry & process.Abi.PcMask;
        thread.StackPointer = loaded.StackPointer;
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
        LoadedProgram loaded = loader.Load(out ProgramError? error) ?? throw new ProgramException(error!.Describe(options.Guest.Abi));
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
            Abi = options.Guest.Abi,
            Limit = limit,
        };
        PreparedProgram? program = ProgramFinder.Prepare(request, out ProgramError? error);
        if (program is null) throw new ProgramException(error!.Describe(options.Guest.Abi));
        if (program.Refusal is not { } refusal) return program;
        program.Dispose();
        throw new ProgramException(refusal.Describe(options.Guest.Abi));
    }

    /// <summary>What a program is loaded with.</summary>
    internal static LoadOptions LoadOptionsOf(UserOptions options) => new()
    {
        Abi = options.Guest.Abi,
        StackSize = options.StackSize,
        Capabilities = options.Guest.Abi.Capabilities(options.Model),
        IsSecure = options.IsSecure,
        Seed = options.Seed,
    };
}
