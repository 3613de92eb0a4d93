using Emu.Model.Options;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Qmp;

/// <summary>A command as a client has sent it.</summary>
/// <param name="Name">The command's name.</param>
/// <param name="Arguments">Its arguments; empty when there are none.</param>
internal readonly record struct QmpRequest(string Name, OptionTree Arguments)
{
    /// <summary>Reads a message.</summary>
    /// <exception cref="CommandException">It is no command.</exception>
    public static QmpRequest Read(OptionValue message)
    {
        OptionTree members = message.Tree ?? throw new CommandException("QMP input must be a JSON object");
        string? name = null;
        OptionTree arguments = new();
        foreach ((string member, OptionValue value) in members.Members)
        {
            switch (member)
            {
                case "execute":
                    if (value.Kind != OptionKind.String)
                        throw new CommandException("QMP input member 'execute' must be a string");
                    name = value.Text;
                    break;
                case "arguments":
                    arguments = value.Tree ?? throw new CommandException("QMP input member 'arguments' must be an object");
                    break;
                case "id":
                    break;
                default:
                    throw new CommandException($"QMP input member '{member}' is unexpected");
            }
        }

        return new QmpRequest(name ?? throw new CommandException("QMP input lacks member 'execute'"), arguments);
    }
}
