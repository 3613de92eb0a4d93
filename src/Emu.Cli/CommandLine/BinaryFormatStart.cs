using Emu.Host;

namespace Emu.Cli.CommandLine;

/// <summary>What the kernel's binfmt_misc passes to an interpreter beside the command line (its flags O, P and
/// C).</summary>
/// <param name="Descriptor">The program, open already; -1 when it is not.</param>
/// <param name="HasFirstArgument">The program's argv[0] follows its path on the command line.</param>
/// <param name="IsSecure">The program has rights that its caller has not.</param>
internal readonly record struct BinaryFormatStart(int Descriptor, bool HasFirstArgument, bool IsSecure)
{
    /// <summary>Started by hand.</summary>
    public static BinaryFormatStart None => new(-1, false, false);

    /// <summary>As this process was started.</summary>
    public static BinaryFormatStart Current => new(
        ProcessStart.ProgramDescriptor, ProcessStart.HasFirstArgument, ProcessStart.IsSecure);
}
