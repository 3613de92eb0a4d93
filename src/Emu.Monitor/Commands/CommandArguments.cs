using System.Globalization;
using Emu.Model.Options;

namespace Emu.Monitor.Commands;

/// <summary>Arguments as a program would send them, for commands that people type.</summary>
internal static class CommandArguments
{
    /// <summary>Makes them; what is null is left out.</summary>
    public static OptionTree Of(params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        OptionTree tree = new();
        foreach ((string name, object? value) in arguments)
        {
            switch (value)
            {
                case null:
                    break;
                case bool isTrue:
                    tree.Add(name, OptionValue.OfJson(OptionKind.Boolean, isTrue ? "true" : "false"));
                    break;
                case string text:
                    tree.Add(name, OptionValue.OfJson(OptionKind.String, text));
                    break;
                default:
                    tree.Add(name, OptionValue.OfJson(OptionKind.Number, Convert.ToString(value, CultureInfo.InvariantCulture)!));
                    break;
            }
        }

        return tree;
    }
}
