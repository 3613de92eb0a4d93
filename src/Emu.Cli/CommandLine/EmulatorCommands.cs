using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Emu.Cli.Cache;
using Emu.Cli.Images;
using Emu.Host;

namespace Emu.Cli.CommandLine;

/// <summary>The faces of the executable: <c>emu system GUEST</c>, or the program whose name it was started
/// by.</summary>
internal sealed class EmulatorCommands
{
    private const string QemuPrefix = "qemu-", System = "system";

    private static readonly ParserConfiguration Configuration =
        new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private readonly Command root;
    private readonly Func<SystemRequest, int> runSystem;

    /// <summary>The guest whose emulator the executable stands in for; null under its own name.</summary>
    private readonly EmulatedGuest? linked;

    /// <param name="programName">File name that the program was started by.</param>
    /// <param name="runSystem">Runs a machine.</param>
    /// <exception cref="CommandLineException">It was started by the name of a program that it cannot be.</exception>
    public EmulatorCommands(string programName, Func<SystemRequest, int> runSystem)
    {
        this.runSystem = runSystem;
        linked = GuestArchitectures.FindSystem(programName);
        root = new Command("emu", "A machine emulator.");
        if (linked is not null) return;
        if (programName.StartsWith(QemuPrefix, StringComparison.Ordinal))
            throw new CommandLineException(
                $"this emulator cannot stand in for {programName}; it can for {Links()}", ExitStatus.Usage);
        // Only for help: the options of a machine have a reader of their own.
        Command machines = new(System, "Emulates a whole machine.");
        foreach (EmulatedGuest guest in GuestArchitectures.WithMachines)
            machines.Add(new Command(guest.Name, $"Emulates a {guest.Description} machine."));
        // Only for help: the program's entry runs it before there is a parser.
        string guests = string.Join(" or ", GuestArchitectures.All.Select(guest => guest.Description));
        Command user = new("user", $"Runs a Linux program for {guests}; emu user -h tells how.");
        root.Add(machines);
        root.Add(user);
        root.Add(CacheCommand.Create(runSystem));
        machines.Options.Add(new HelpOption("-help", "-h", "--help"));
        root.Options.Add(new VersionFlag());
        root.Options.Add(new HelpOption("-help", "-h", "--help"));
    }

    /// <summary>Does what the arguments say; returns the exit status.</summary>
    /// <exception cref="CommandLineException">They are not understood, or a value is wrong.</exception>
    public int Run(string[] arguments)
    {
        if (linked is not null) return new SystemCommand(linked.SystemLink, linked, runSystem).Run(arguments);
        if (arguments is [System, var name, ..] && GuestArchitectures.Find(name) is { Machines: not null } guest)
            return new SystemCommand($"emu {System} {name}", guest, runSystem).Run(arguments[2..]);
        ParseResult result = root.Parse(arguments, Configuration);
        if (result.Action is HelpAction help) help.MaxWidth = HelpWidth();
        else if (result.Action?.ClearsParseErrors != true && FindError(result) is { } message)
            throw new CommandLineException(message, ExitStatus.Usage);
        return result.Invoke(
            new InvocationConfiguration() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    // The console's own width would put the terminal into application mode.
    private static int HelpWidth() =>
        Console.IsOutputRedirected ? 80 : Math.Max(new HostTerminal().Size?.Columns ?? 80, 40);

    private static string? FindError(ParseResult result)
    {
        string command = result.CommandResult.Command.Name;
        if (result.UnmatchedTokens.Count != 0)
        {
            string first = result.UnmatchedTokens[0];
            if (first.StartsWith('-'))
                return $"{first}: not a supported option; {UsageHint(result)} lists those that are";
            if (result.CommandResult.Command.Subcommands.Count != 0)
                return $"'{first}' is not a command of {command}; {UsageHint(result)} lists them";
            return $"'{first}' is one argument too many; {UsageHint(result)} shows what there is";
        }

        if (result.CommandResult.Command.Action is null)
            return $"{command}: a command is missing; {UsageHint(result)} lists them";
        return result.Errors.Count == 0 ? null : result.Errors[0].Message;
    }

    /// <summary>The names of the programs that the executable can stand in for.</summary>
    private static string Links()
    {
        string[] links = [
            .. GuestArchitectures.WithMachines.Select(guest => guest.SystemLink), .. GuestArchitectures.All.Select(guest => guest.UserLink),
            ImageCommands.ProgramName];
        return $"{string.Join(", ", links.SkipLast(1))} and {links[^1]}";
    }

    private static string UsageHint(ParseResult result)
    {
        string path = result.CommandResult.Command.Name;
        for (SymbolResult? at = result.CommandResult.Parent; at is CommandResult parent; at = parent.Parent)
            path = $"{parent.Command.Name} {path}";
        return $"'{path} -h'";
    }
}
