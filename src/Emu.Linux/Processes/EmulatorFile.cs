using Emu.Host;
using Emu.Linux.Files;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Processes;

/// <summary>
/// The emulator's own file, opened before the program can change its root directory: with it a guest program is executed,
/// wherever the emulator is.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host gets a constant that ends with a zero.</remarks>
internal static unsafe class EmulatorFile
{
    private const int CurrentFolder = -100, PathOnly = 0x20_0000, CloseOnExec = 0x8_0000;

    /// <summary>Where it is for the process itself, as long as it sees /proc.</summary>
    public static ReadOnlySpan<byte> Link => "/proc/self/exe"u8;

    /// <summary>Opens it as one of the emulator's descriptors; negative when /proc is not there.</summary>
    /// <param name="reserved">The emulator's descriptors.</param>
    /// <param name="moved">Is told when the number changes later.</param>
    public static int Open(ReservedDescriptors reserved, Action<int> moved)
    {
        long file;
        fixed (byte* path = "/proc/self/exe\0"u8)
            file = HostSyscall.Invoke(
                HostNumber.Openat, unchecked((ulong)CurrentFolder), (ulong)path, PathOnly | CloseOnExec);
        if (file < 0) return (int)file;
        int number = reserved.Reserve((int)file, moved);
        return number < 0 ? (int)file : number;
    }

    /// <summary>The argv with which the emulator runs a program.</summary>
    /// <param name="emulator">The emulator's own argv, up to the program.</param>
    /// <param name="path">The program's file.</param>
    /// <param name="arguments">The program's argv.</param>
    public static List<byte[]> Arguments(IReadOnlyList<byte[]> emulator, byte[] path, IReadOnlyList<byte[]> arguments)
    {
        // A name that looks like an option is still one of the current directory.
        byte[] program = path is [(byte)'-', ..] ? [.. "./"u8, .. path] : path;
        byte[] name = arguments.Count == 0 ? [] : arguments[0];
        return [.. emulator, "-0"u8.ToArray(), name, program, .. arguments.Skip(1)];
    }
}
