using Emu.Linux.Files;
using Emu.Linux.Loading;

namespace Emu.Linux.Processes;

/// <content>What the process tells about itself: in /proc, by uname and limits. Who loads the program fills it
/// in.</content>
public sealed partial class LinuxProcess
{
    /// <summary>The program's file: an absolute path without links, which /proc/self/exe names.</summary>
    public byte[] ProgramPath { get; set; } = [];

    /// <summary>The auxiliary vector as it is on the first stack.</summary>
    public byte[] AuxiliaryVector { get; set; } = [];

    /// <summary>Where the first stack pointer was, for /proc/self/stat.</summary>
    public ulong StackStart { get; set; }

    /// <summary>Where absolute paths are looked for first.</summary>
    internal Sysroot Sysroot => field ??= new Sysroot(Options.Sysroot);

    /// <summary>Descriptors that are the emulator's and not the program's.</summary>
    public ReservedDescriptors Reserved { get; } = new();

    /// <summary>Descriptors that no code can be changed through.</summary>
    internal WrittenFiles WrittenFiles => field ??= new WrittenFiles(Memory);

    /// <summary>Limits that are the guest's and not the emulator's.</summary>
    internal GuestLimits Limits { get; }

    /// <summary>Takes in what the loader knows of the program, and lets the engine hear of changes of the address
    /// space.</summary>
    internal void Begin(LoadedProgram loaded)
    {
        ProgramPath = loaded.ExecutablePath;
        AuxiliaryVector = loaded.Stack.AuxiliaryVector;
        StackStart = loaded.StackPointer;
        SigreturnAddress = loaded.SignalReturn;
        PreciseFaultsWanted = Engine.UsePreciseFaults;
        Engine.CodeGuard = Memory;
        Memory.Changed += (start, length) => Engine.MappingChanged(LinuxThread.Current?.Runner, start, length);
    }
}
