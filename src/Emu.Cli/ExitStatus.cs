using Emu.Host;

namespace Emu.Cli;

/// <summary>What the emulator itself exits with; a guest that ends by its own will has its own status.</summary>
internal static class ExitStatus
{
    public const int Success = 0;

    /// <summary>What was asked for cannot be done: a missing file, a wrong value.</summary>
    public const int Failure = 1;

    /// <summary>The command line is not understood.</summary>
    public const int Usage = 2;

    /// <summary>The emulator itself failed; <c>native/ending.h</c> has the same number.</summary>
    public const int Internal = 70;

    /// <summary>The status under the name that the program was started by: QEMU exits with 1 for all that is the user's
    /// mistake.</summary>
    public static int ForProgram(int status) => status == Usage && StandardError.IsQemu ? Failure : status;

    /// <summary>The status after a signal: the shells' number, but that of QEMU under its name, to which SIGHUP, SIGINT and SIGTERM are
    /// a user who quits.</summary>
    public static int ForSignal(int number) => StandardError.IsQemu && number is (1 or 2 or 15) ? Success : Signal + number;

    /// <summary>Added to the number of the signal that ended the emulator, as shells do.</summary>
    public const int Signal = 128;
}
