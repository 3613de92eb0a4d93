using System.Text;
using Emu.Machine.Configuration;
using Emu.Model.Descriptors;

namespace Emu.Cli.CommandLine;

/// <summary>What <c>-help</c> and <c>help</c> as a value print.</summary>
internal static class SystemHelp
{
    private const int Width = 80, Indent = 4;

    /// <summary>The list of options.</summary>
    /// <param name="name">The program's.</param>
    /// <param name="guest">Whose machines it emulates.</param>
    public static string Text(string name, EmulatedGuest guest)
    {
        StringBuilder text = new($"Emulates a {guest.Description} machine.\n\nUsage: {name} [OPTIONS] [DISK]\n\n");
        foreach (SystemOption option in SystemOptions.All)
        {
            if (option.Description.Length == 0) continue;
            string names = option.Alias is null ? option.Name : $"{option.Name}, {option.Alias}";
            text.Append("  ").Append(option.ValueName is null ? names : $"{names} {option.ValueName}").Append('\n');
            AppendWrapped(text, option.DescriptionFor(guest));
        }

        return text.ToString();
    }

    /// <summary>The list that an option with <c>help</c> as its value, or <c>NAME,help</c>, asks for; null when it asks for
    /// none.</summary>
    /// <exception cref="CommandLineException">It asks for the properties of something that is not there.</exception>
    public static string? ForValue(GivenOption option, EmulatedGuest guest)
    {
        bool isWord = option.Value is "help" or "?";
        DescriptorKind? kind = option.Name switch
        {
            "-device" => DescriptorKind.Device,
            "-object" => DescriptorKind.Object,
            "-netdev" => DescriptorKind.NetDevice,
            "-chardev" => DescriptorKind.CharacterDevice,
            _ => null,
        };
        if (kind is not { } wanted) return isWord ? ValueHelp.Find(option.Name, guest) : null;
        if (isWord) return List(wanted);
        if (option.Value.StartsWith('{')) return null;
        TypeDescriptor[] ofBoards = [.. guest.Machines!.Boards.SelectMany(board => board.DeviceTypes).Distinct()];
        string[] items = option.Value.Split(',');
        if (items.Length < 2 || !items[1..].Any(item => item is "help" or "?")) return null;
        TypeDescriptor type = MachineTypes.Find(wanted, items[0][(items[0].IndexOf('=', StringComparison.Ordinal) + 1)..], ofBoards)
            ?? throw new CommandLineException($"{option.Origin}: {MachineTypes.Unknown(wanted, items[0], ofBoards)}");
        return DescriptorHelp.Properties(type);
    }

    private static string List(DescriptorKind kind)
    {
        IEnumerable<TypeDescriptor> types = MachineTypes.All.Where(type => type.Kind == kind);
        if (kind == DescriptorKind.Device) return DescriptorHelp.Devices(types);
        string heading = kind switch
        {
            DescriptorKind.Object => "List of user creatable objects:",
            DescriptorKind.NetDevice => "Available netdev backend types:",
            _ => "Available chardev backend types: ",
        };
        string indent = kind == DescriptorKind.NetDevice ? "" : "  ";
        return $"{heading}\n{string.Concat(types.Select(type => $"{indent}{type.Name}\n"))}";
    }

    private static void AppendWrapped(StringBuilder text, string description)
    {
        int column = Width;
        foreach (string word in description.Split(' '))
        {
            if (column + 1 + word.Length > Width)
            {
                if (column != Width) text.Append('\n');
                text.Append(' ', Indent + 2).Append(word);
                column = Indent + 2 + word.Length;
            }
            else
            {
                text.Append(' ').Append(word);
                column += 1 + word.Length;
            }
        }

        text.Append('\n');
    }
}
