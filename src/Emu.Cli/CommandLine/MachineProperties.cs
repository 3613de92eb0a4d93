using Emu.Machine.Boards;

namespace Emu.Cli.CommandLine;

/// <summary>The value of <c>-machine</c>: <c>virt</c> and its properties.</summary>
/// <param name="Board">Which machine.</param>
/// <param name="DeviceTreeFile">Where <c>dumpdtb</c> writes, or null.</param>
/// <param name="Accelerators">The value of <c>accel</c>, or null.</param>
internal sealed record MachineProperties(Board Board, string? DeviceTreeFile, string? Accelerators = null)
{
    /// <summary>All machines.</summary>
    public static IReadOnlyList<Board> Boards { get; } = [VirtBoard.Board];

    /// <summary>Reads all <c>-machine</c> options together; later ones add to earlier ones.</summary>
    /// <exception cref="CommandLineException">A machine or a property is not known.</exception>
    public static MachineProperties Parse(IEnumerable<string> values)
    {
        MachineProperties machine = new(Boards[0], null);
        foreach (string value in values)
        {
            foreach ((string name, string? text) in PropertyList.Parse(value))
            {
                machine = (name, text) switch
                {
                    (_, null) => machine with { Board = Find(name) },
                    ("type", _) => machine with { Board = Find(text) },
                    ("dumpdtb", "") => throw new CommandLineException(
                        $"-machine {value}: dumpdtb names no file; give dumpdtb=FILE"),
                    ("dumpdtb", _) => machine with { DeviceTreeFile = text },
                    ("accel", _) => machine with { Accelerators = text },
                    _ =>
                        throw new CommandLineException(
                            $"-machine {value}: '{name}' is not supported; there are accel=NAME and dumpdtb=FILE"),
                };
            }
        }

        return machine;
    }

    private static Board Find(string name) =>
        Boards.FirstOrDefault(board => board.Name == name)
        ?? throw new CommandLineException($"-machine {name}: there is no such machine; -machine help lists them");
}
