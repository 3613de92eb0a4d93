using Emu.Engine.Runtime;
using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Loading;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using Emu.Linux.Signals;
using Emu.Linux.Syscalls;

namespace Emu.Linux;

/// <summary>Runs a program: what user mode does from the options to the exit status.</summary>
/// <remarks>Invariant of the unsafe code: the state belongs to the first thread's CPU, which does not run
/// yet.</remarks>
public static class UserProgram
{
    /// <summary>Loads the program and runs it to its end.</summary>
    /// <exception cref="ProgramException">It cannot be started.</exception>
    /// <param name="guest">What the program is for.</param>
    /// <param name="options">What the user asked for.</param>
    public static int Run(LinuxGuest guest, UserOptions options)
    {
        ArgumentNullException.ThrowIfNull(guest);
        ArgumentNullException.ThrowIfNull(options);
        PreparedProgram program = Prepare(
            guest.Abi, options, GuestMemory.LimitOf(options.GuestBase, options.ReservedSize, guest.Abi.UserSpaceEnd));
        GuestMemory memory = MakeMemory(guest.Abi, options, program);
        LinuxProcess process = new(
            guest.Abi, options, memory, new SyscallDispatcher(new SyscallTable(guest.Abi.Structs, guest.OwnCalls)));
        PrivateDescriptors.Begin(process.Reserved.Keep, process.Reserved.Reserve);
        SignalState signals = process.BeginSignals();
        LoadedProgram loaded = Load(guest.Abi, options, program, memory);
        process.Engine = new UserEngine(
            memory.Base, memory.Limit, options.Model, options.Accel, new ProgramObjects(memory), StandardError.WriteLine,
            isDebugged: options.DebuggerPlace is not null);
        process.Begin(loaded);
        process.Run(FirstThread(process, loaded), signals);
        throw new InvalidOperationException("a process that has ended goes on");
    }

    /// <summary>Which guest a program is for; null when it cannot be opened, or is for none of them.</summary>
    /// <param name="guests">The guests to choose from.</param>
    /// <param name="path">The program's file, as the host finds it.</param>
    /// <param name="sysroot">Below which absolute paths are looked for first; null is each guest's own directory.</param>
    public static LinuxGuest? FindGuest(IReadOnlyList<LinuxGuest> guests, byte[] path, string? sysroot)
    {
        ArgumentNullException.ThrowIfNull(guests);
        foreach (LinuxGuest guest in guests)
        {
            ProgramRequest request = new()
            {
                Path = path,
                Arguments = [path],
                Environment = [],
                Sysroot = new Sysroot(sysroot ?? guest.DefaultSysroot),
                Abi = guest.Abi,
                Limit = guest.Abi.UserSpaceEnd,
            };
            using PreparedProgram? program = ProgramFinder.Prepare(request, out ProgramError? error);
            // What is wrong with a program of the guest's is told when it is started.
            bool isGuests = program is { IsForHost: false } || error is { IsInterpreter: true } or { Fault: not ProgramFault.CannotOpen };
            if (isGuests) return guest;
            if (program is null) return null;
        }

        return null;
    }

    private static unsafe LinuxThread FirstThread(LinuxProcess process, LoadedProgram loaded)
    {
        LinuxThread thread = process.CreateThread();
        thread.State->Pc = loaded.Entry & process.Abi.PcMask;
        thread.StackPointer = loaded.StackPointer;
        return thread;
    }

    // Where the program can lie as it is linked.
    private static GuestMemory MakeMemory(LinuxAbi abi, UserOptions options, PreparedProgram program)
    {
        try
        {
            ulong lowest = program.Image is { IsFixed: true } image ? image.Start : ulong.MaxValue;
            return GuestMemory.Create(options.GuestBase, options.ReservedSize, lowest, abi.UserSpaceEnd);
        }
        catch (GuestMemoryException e)
        {
            throw new ProgramException(e.Message);
        }
    }

    /// <summary>Loads the program into an empty address space, and closes its files.</summary>
    /// <exception cref="ProgramException">It cannot be started.</exception>
    internal static LoadedProgram Load(LinuxAbi abi, UserOptions options, PreparedProgram program, GuestMemory memory)
    {
        using PreparedProgram closed = program;
        memory.IsLoading = true;
        ProgramLoader loader = new(new GuestProgramMemory(memory), program, LoadOptionsOf(abi, options));
        LoadedProgram loaded = loader.Load(out ProgramError? error) ?? throw new ProgramException(error!.Describe(abi));
        memory.IsLoading = false;
        return loaded;
    }

    /// <summary>Finds the program and checks it.</summary>
    /// <exception cref="ProgramException">It cannot be started.</exception>
    internal static PreparedProgram Prepare(LinuxAbi abi, UserOptions options, ulong limit)
    {
        ProgramRequest request = new()
        {
            Path = options.Program,
            Descriptor = options.ProgramDescriptor,
            Arguments = options.Arguments,
            Environment = options.Environment,
            Sysroot = new Sysroot(options.Sysroot),
            Abi = abi,
            Limit = limit,
        };
        PreparedProgram? program = ProgramFinder.Prepare(request, out ProgramError? error);
        if (program is null) throw new ProgramException(error!.Describe(abi));
        if (program.Refusal is not { } refusal) return program;
        program.Dispose();
        throw new ProgramException(refusal.Describe(abi));
    }

    /// <summary>What a program is loaded with.</summary>
    internal static LoadOptions LoadOptionsOf(LinuxAbi abi, UserOptions options) => new()
    {
        Abi = abi,
        StackSize = options.StackSize,
        Capabilities = abi.Capabilities(options.Model),
        IsSecure = options.IsSecure,
        Seed = options.Seed,
    };
}
