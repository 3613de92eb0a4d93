using System.Globalization;
using System.Text;
using Emu.Isa;

namespace Emu.Debugger;

/// <summary>Writes a target description (GDB manual, appendix G).</summary>
internal static class TargetXml
{
    /// <summary>The description as one document.</summary>
    public static string Of(DebugDescription description)
    {
        StringBuilder text = new("<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target version=\"1.0\">\n");
        text.Append(CultureInfo.InvariantCulture, $"<architecture>{description.Architecture}</architecture>\n");
        int number = 0;
        foreach (DebugFeature feature in description.Features)
        {
            text.Append(CultureInfo.InvariantCulture, $"<feature name=\"{feature.Name}\">\n{feature.Types}");
            foreach (DebugRegister register in feature.Registers)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"<reg name=\"{register.Name}\" bitsize=\"{register.Bits}\" type=\"{register.Type}\" regnum=\"{number++}\"");
                if (register.Group.Length != 0) text.Append(CultureInfo.InvariantCulture, $" group=\"{register.Group}\"");
                text.Append("/>\n");
            }

            text.Append("</feature>\n");
        }

        return text.Append("</target>\n").ToString();
    }
}
