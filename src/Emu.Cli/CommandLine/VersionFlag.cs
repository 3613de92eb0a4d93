using System.CommandLine;
using System.CommandLine.Invocation;

namespace Emu.Cli.CommandLine;

/// <summary><c>-version</c>, wherever it stands on the command line.</summary>
internal sealed class VersionFlag : Option<bool>
{
    public VersionFlag()
        : base("-version", "--version")
    {
        Arity = ArgumentArity.Zero;
        Description = "print the version and exit";
        Action = new Printer();
    }

    private sealed class Printer : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            ProductVersion.Print("emu");
            return ExitStatus.Success;
        }
    }
}
