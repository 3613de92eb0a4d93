using Emu.CacheFormat;
using Emu.CacheFormat.SavedState;
using Emu.Chardev;
using Emu.Cli.CommandLine;
using Emu.Cli.Images;
using Emu.Devices;
using Emu.Engine.Lockstep;
using Emu.Host;
using Emu.Machine;
using Emu.Machine.Boot;
using Emu.Machine.Configuration;
using Emu.Model.State;

namespace Emu.Cli;

/// <summary>The executable's entry: whatever goes wrong by the user's doing ends here, as one line on standard
/// error.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        StandardError.SetProgramName(ProgramName());
        // Before anything that costs time: a small program is over in a few milliseconds.
        if (UserCommand.CountSelecting(ProgramName(), arguments) is var selecting and not 0)
            return UserRunner.Run(selecting, GuestArchitectures.FindUser(ProgramName()) is { } guest ? [guest] : GuestArchitectures.All);
        if (ImageCommands.Selects(ProgramName(), arguments))
            return ImageCommands.Run(ProgramName() == ImageCommands.ProgramName ? arguments : arguments[1..]);
        ProcessClock.Begin();
        StandardStreams.Install();
        arguments = HostPath.Restore(arguments);
        if (arguments is ["-version" or "--version"])
        {
            ProductVersion.Print(ProgramName());
            return StandardStreams.Conclude(ExitStatus.Success);
        }

        try
        {
            return StandardStreams.Conclude(new EmulatorCommands(ProgramName(), MachineRunner.Run).Run(arguments));
        }
        catch (CommandLineException e)
        {
            return Report(e, e.ExitStatus);
        }
        catch (Exception e) when (e is BootException or MachineException or ConfigurationException or DeviceException or ChardevException or CacheFileException
            or StateFileException or StateException
            or LockstepException)
        {
            return Report(e, ExitStatus.Failure);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Report(e, ExitStatus.Failure);
        }
        catch (OutOfMemoryException)
        {
            Console.Error.WriteLine(StandardError.Message(
                "the host has not enough memory; give less with -m or -smp, or raise the limit of ulimit -v"));
            return ExitStatus.Failure;
        }
    }

    private static string ProgramName() => Path.GetFileName(Environment.GetCommandLineArgs()[0]);

    private static int Report(Exception error, int status)
    {
        Console.Error.WriteLine(StandardError.Message(error.Message));
        return ExitStatus.ForProgram(status);
    }
}
