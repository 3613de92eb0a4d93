using System.Globalization;

namespace Emu.Devices.Pci;

/// <summary>A function's place on its bus, as users write it: <c>addr=06.0</c> or <c>addr=6</c>, in hexadecimal
/// digits.</summary>
public static class PciSlot
{
    private const uint LastDevice = 31, LastFunction = 7;

    /// <summary>Reads a place: device number times 8, plus function number. False for what is none.</summary>
    public static bool TryParse(string text, out int slot)
    {
        ArgumentNullException.ThrowIfNull(text);
        slot = 0;
        string[] parts = text.Split('.');
        if (parts.Length > 2 || !TryNumber(parts[0], LastDevice, out uint device)) return false;
        uint function = 0;
        if (parts.Length == 2 && !TryNumber(parts[1], LastFunction, out function)) return false;
        slot = (int)((device << 3) | function);
        return true;
    }

    private static bool TryNumber(string text, uint largest, out uint number)
    {
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
        return uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            && number <= largest;
    }
}
