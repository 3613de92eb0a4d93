using System.Text;
using Emu.Cli.CommandLine;
using Emu.Core.Logging;
using Emu.Host;
using Emu.Linux;
using Emu.Linux.Processes;

namespace Emu.Cli;

/// <summary>
/// Runs a Linux program. Here everything is raw descriptors: <see cref="Console"/> and file streams cost time at the
/// start, and make threads and descriptors that a program that forks must not find.
/// </summary>
/// <remarks>Invariant of the unsafe code: the name of the log file is pinned during the call that opens it, and ends
/// with a zero.</remarks>
internal static class UserRunner
{
    private const int ErrorDescriptor = 2;
    private const long OpenAt = 257;
    private const int CurrentFolder = -100, WriteOnly = 1, Create = 0x40, Truncate = 0x200, CloseOnExecute = 0x80000;
    private const ulong NewFileMode = 0x1b6;

    /// <summary>Does what the command line says; returns the exit status.</summary>
    /// <param name="selecting">How many of the first arguments select user mode.</param>
    /// <param name="guests">What programs may be for.</param>
    public static int Run(int selecting, IReadOnlyList<EmulatedGuest> guests)
    {
        ProcessStart.LetSignalsIn();
        try
        {
            UserCommand command = new(
                [.. ProcessStart.Arguments.Skip(selecting)], ProcessStart.Environment, BinaryFormatStart.Current,
                guests);
            if (command.Text is { } text)
            {
                return Print(text);
            }

            foreach (string note in command.Notes) Report(note);
            UserOptions options = command.Program;
            if (options.LogItems != LogItems.None)
                Log.Configure(options.LogItems, LogTo(OpenLog(options.LogFile)));
            return UserProgram.Run(command.Guest.Linux, options);
        }
        catch (CommandLineException e)
        {
            Report(e.Message);
            return ExitStatus.ForProgram(e.ExitStatus);
        }
        catch (Exception e) when (e is ProgramException or IOException or UnauthorizedAccessException)
        {
            Report(e.Message);
            return ExitStatus.Failure;
        }
        catch (OutOfMemoryException)
        {
            Report("the host has not enough memory; free some, or raise the limit of ulimit -v");
            return ExitStatus.Failure;
        }
    }

    // The log is one of the emulator's own files: the program may close or replace what it has itself on any number.
    private static DescriptorTextWriter LogTo(int descriptor)
    {
        Console.SetError(new DescriptorTextWriter(ErrorDescriptor));
        DescriptorTextWriter writer = new(
            descriptor, static error => throw new IOException(HostDescriptor.Describe(error)));
        PrivateDescriptors.KeepLater(descriptor, moved => writer.Descriptor = moved);
        return writer;
    }

    private static unsafe int OpenLog(byte[]? file)
    {
        if (file is null) return (int)HostSyscall.Invoke(HostSyscallNumbers.Dup, ErrorDescriptor);
        byte[] terminated = [.. file, 0];
        fixed (byte* path = terminated)
        {
            long result = HostSyscall.Invoke(
                OpenAt, unchecked((ulong)CurrentFolder), (ulong)path, WriteOnly | Create | Truncate | CloseOnExecute,
                NewFileMode);
            if (result >= 0) return (int)result;
            throw new CommandLineException(
                $"-D {UserRequest.TextOf(file)}: {new HostError((int)-result)}; name a file that can be written");
        }
    }

    private static void Report(string line) => StandardError.WriteLine(line);

    private static int Print(string text)
    {
        int error = HostDescriptor.WriteAll(HostDescriptor.StandardOutput, Encoding.UTF8.GetBytes(text));
        if (error >= 0) return ExitStatus.Success;
        Report($"standard output cannot be written: {HostDescriptor.Describe(error)}");
        return ExitStatus.Failure;
    }
}
