using System.Runtime.InteropServices;
using System.Text;
using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Loading;
using Emu.Linux.Memory;
using Emu.Linux.Paths;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>
/// execve and execveat: a program for the guest is given to the emulator, executed anew with the same options, every other one
/// to the host's kernel. What is wrong with it shows before.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host gets arrays of our own that end with null pointers, and strings that end
/// with zeros.</remarks>
internal static unsafe class ExecuteCalls
{
    private const int CurrentFolder = -100, EmptyPath = 0x1000, NoFollow = 0x100;

    public static long Execute(LinuxThread thread, SyscallArguments a) =>
        Execute(thread, new Program(CurrentFolder, a[0], 0), a[1], a[2]);

    public static long ExecuteAt(LinuxThread thread, SyscallArguments a)
    {
        uint flags = (uint)a[4];
        if ((flags & ~(EmptyPath | NoFollow)) != 0) return -Errno.InvalidArgument;
        return Execute(thread, new Program(a.Int(0), a[1], flags), a[2], a[3]);
    }

    private static long Execute(LinuxThread thread, Program program, ulong argv, ulong envp)
    {
        GuestMemory memory = thread.Process.Memory;
        if (!memory.TryReadString(program.Address, GuestPath.Limit, out byte[] name)) return -Errno.BadAddress;
        if (name.Length >= GuestPath.Limit) return -Errno.NameTooLong;
        bool isOpen = name.Length == 0 && (program.Flags & EmptyPath) != 0;
        if (name.Length == 0 && !isOpen) return -Errno.NoEntry;

        long used = 0;
        long error = StringVectors.Read(memory, argv, ref used, out List<byte[]> arguments);
        if (error != 0) return error;
        error = StringVectors.Read(memory, envp, ref used, out List<byte[]> environment);
        if (error != 0) return error;

        bool isPlain = program.Folder == CurrentFolder || name is [(byte)'/', ..];
        if (isPlain && (program.Flags & NoFollow) == 0)
        {
            byte[] path = GuestPath.Rewrite(thread.Process, name, follow: true) is { } other ? other[..^1] : name;
            return Execute(thread, CurrentFolder, path, path, 0, arguments, environment);
        }

        if (thread.Process.Reserved.Contains(program.Folder)) return -Errno.BadDescriptor;
        using OpenProgram file = OpenProgram.Open(program.Folder, name, program.Flags, out error);
        return error != 0
            ? error
            : Execute(thread, program.Folder, name, file.Path, program.Flags, arguments, environment);
    }

    // The host finds the program by directory, name and flags, the emulator by its path.
    private static long Execute(
        LinuxThread thread, int folder, byte[] name, byte[] path, uint flags, List<byte[]> arguments,
        List<byte[]> environment)
    {
        if (IsBeingWritten(folder, name, flags)) return -Errno.TextBusy;
        LinuxProcess process = thread.Process;
        IReadOnlyList<byte[]>? emulator = FindEmulator(process, path, arguments, environment, out long error);
        if (error != 0) return error;
        if (emulator is null) return Replace(thread, folder, name, flags, arguments, environment);
        List<byte[]> own = EmulatorFile.Arguments(emulator, path, arguments);
        if (process.EmulatorDescriptor >= 0)
            return Replace(thread, process.EmulatorDescriptor, [], EmptyPath, own, environment);
        // Without /proc the host's kernel may know what to do (binfmt_misc).
        long result = Replace(thread, CurrentFolder, EmulatorFile.Link.ToArray(), 0, own, environment);
        return result == -Errno.NoEntry ? Replace(thread, folder, name, flags, arguments, environment) : result;
    }

    // How the emulator is started for the program; null when the host's kernel has to start it.
    private static IReadOnlyList<byte[]>? FindEmulator(
        LinuxProcess process, byte[] path, List<byte[]> arguments, List<byte[]> environment, out long error)
    {
        UserOptions options = process.Options;
        ProgramRequest request = new()
        {
            Path = path,
            Arguments = arguments,
            Environment = environment,
            Sysroot = process.Sysroot,
            Abi = process.Abi,
            Limit = process.Memory.Limit,
        };
        if (IsForGuest(request, out ushort machine, out error)) return options.EmulatorArguments;
        OtherGuest? other = options.Others.FirstOrDefault(each => each.Abi.Architecture.ElfMachine == machine);
        if (other is null || error != 0) return null;
        request = request with
        {
            Sysroot = new Sysroot(options.OtherSysroot ?? other.DefaultSysroot),
            Abi = other.Abi,
            Limit = GuestMemory.LimitOf(options.GuestBase, options.ReservedSize, other.Abi.UserSpaceEnd),
        };
        return IsForGuest(request, out _, out error) ? options.OtherArguments : null;
    }

    private static bool IsForGuest(ProgramRequest request, out ushort machine, out long error)
    {
        using PreparedProgram? prepared = ProgramFinder.Prepare(request, out ProgramError? wrong);
        error = prepared is null ? -wrong!.Errno : 0;
        machine = prepared?.OtherMachine ?? 0;
        return prepared is { IsForHost: false };
    }

    // What is open for writing is not executed. The kernel looks before it finds that there are no arguments to be read.
    private static bool IsBeingWritten(int folder, byte[] name, uint flags)
    {
        fixed (byte* text = (byte[])[.. name, 0])
            return HostSyscall.Invoke(
                HostNumber.Execveat, (ulong)folder, (ulong)text, HostCall.BadPointer, HostCall.BadPointer, flags)
                == -Errno.TextBusy;
    }

    // The point of no return, when the host's kernel says so.
    private static long Replace(
        LinuxThread thread, int folder, byte[] name, uint flags, List<byte[]> arguments, List<byte[]> environment)
    {
        thread.Process.Engine.Finish();
        byte** argv = StringVectors.Build(arguments, environment, out byte** envp);
        byte[] path = [.. name, 0];
        thread.ResetForExec();
        long result;
        fixed (byte* text = path)
            result = HostSyscall.InvokeInterruptible(
                thread.PendingSignals, HostNumber.Execveat, (ulong)folder, (ulong)text, (ulong)argv, (ulong)envp,
                flags);
        // A host before Linux 3.19: the older call knows no descriptors but by their names in /proc.
        if (HostError.IsMissingCall(result))
            fixed (byte* text = PathOf(folder, name))
                result = HostSyscall.InvokeInterruptible(
                    thread.PendingSignals, HostNumber.Execve, (ulong)text, (ulong)argv, (ulong)envp);
        thread.CancelExec();
        NativeMemory.Free(argv);
        return result;
    }

    private static byte[] PathOf(int folder, byte[] name)
    {
        if (name is [(byte)'/', ..] || folder == CurrentFolder) return [.. name, 0];
        byte[] open = Encoding.ASCII.GetBytes($"/proc/self/fd/{folder}");
        return name.Length == 0 ? [.. open, 0] : [.. open, (byte)'/', .. name, 0];
    }

    // As the guest names it.
    private readonly record struct Program(int Folder, ulong Address, uint Flags);
}
