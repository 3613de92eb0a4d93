using System.Text;

namespace Emu.Model.Descriptors;

/// <summary>The lists that <c>help</c> prints, in QEMU's form.</summary>
public static class DescriptorHelp
{
    private const int TypeColumn = 24;

    private static readonly string[] Headings =
    [
        "Controller/Bridge/Hub", "USB", "Storage", "Network", "Input", "Display", "Sound", "Misc", "CPU", "Watchdog",
        "Uncategorized",
    ];

    /// <summary>What <c>-device help</c> prints.</summary>
    /// <param name="devices">The devices, in any order; those of the board are left out.</param>
    public static string Devices(IEnumerable<TypeDescriptor> devices)
    {
        StringBuilder text = new();
        foreach (IGrouping<DeviceCategory, TypeDescriptor> group in devices
            .Where(device => !device.IsPartOfBoard).GroupBy(device => device.Category).OrderBy(group => group.Key))
        {
            if (text.Length != 0) text.Append('\n');
            text.Append(Headings[(int)group.Key]).Append(" devices:\n");
            foreach (TypeDescriptor device in group.OrderBy(device => device.Name, StringComparer.Ordinal))
            {
                text.Append($"name \"{device.Name}\"");
                if (device.Bus is { } bus) text.Append($", bus {bus}");
                if (device.Alias is { } alias) text.Append($", alias \"{alias}\"");
                if (device.Description is { } description) text.Append($", desc \"{description}\"");
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>What <c>-device X,help</c> and <c>-object X,help</c> print.</summary>
    public static string Properties(TypeDescriptor type)
    {
        ArgumentNullException.ThrowIfNull(type);
        IReadOnlyList<PropertyDescriptor> properties = type.Properties();
        if (properties.Count == 0) return $"There are no options for {type.Name}.\n";
        StringBuilder text = new($"{type.Name} options:\n");
        foreach (PropertyDescriptor property in properties.OrderBy(each => each.Name, StringComparer.Ordinal))
        {
            string head = $"  {property.Name}=<{property.TypeWord}>";
            text.Append(head);
            bool hasDefault = property.Default is not null && type.Kind == DescriptorKind.Device;
            if (property.Help.Length != 0 || hasDefault)
            {
                if (head.Length < TypeColumn) text.Append(' ', TypeColumn - head.Length);
                text.Append(" - ").Append(property.Help);
                if (hasDefault) text.Append($" (default: {property.Default})");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
