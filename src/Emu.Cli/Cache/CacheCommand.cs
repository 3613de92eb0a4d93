using System.CommandLine;
using System.CommandLine.Help;
using Emu.Cli.CommandLine;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache</c>: what can be done with the files that keep translated code.</summary>
internal static class CacheCommand
{
    /// <summary>Makes the command with all of its own.</summary>
    /// <param name="runSystem">Runs a machine, for the training boot.</param>
    public static Command Create(Func<SystemRequest, int> runSystem)
    {
        Command command = new("cache", "Looks after the files that keep translated code.")
        {
            CacheListCommand.Create(), CacheInfoCommand.Create(), CacheVerifyCommand.Create(),
            CacheBuildCommand.Create(runSystem), CacheOptimizeCommand.Create(), CacheCollectCommand.Create(),
            CacheRemoveCommand.Create(),
        };
        foreach (Command each in command.Subcommands.Append(command))
            each.Options.Add(new HelpOption("-help", "-h", "--help"));
        return command;
    }
}
