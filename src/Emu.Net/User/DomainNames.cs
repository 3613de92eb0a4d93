using System.Text;

namespace Emu.Net.User;

/// <summary>Names of domains as DNS and DHCP write them: labels with their lengths (RFC 1035 3.1, RFC 3397).</summary>
internal static class DomainNames
{
    private const int MostLabel = 63, MostName = 253;

    /// <summary>A list of names, one after the other.</summary>
    /// <exception cref="NetException">A name that cannot be one.</exception>
    public static byte[] Encode(IEnumerable<string> names)
    {
        List<byte> bytes = [];
        foreach (string name in names)
        {
            string trimmed = name.TrimEnd('.');
            if (trimmed.Length is 0 or > MostName) throw Bad(name);
            foreach (string label in trimmed.Split('.'))
            {
                if (label.Length is 0 or > MostLabel || !Ascii.IsValid(label)) throw Bad(name);
                bytes.Add((byte)label.Length);
                bytes.AddRange(Encoding.ASCII.GetBytes(label));
            }

            bytes.Add(0);
        }

        return [.. bytes];
    }

    private static NetException Bad(string name) =>
        new(NetError.BadValue, $"dnssearch='{name}' is not the name of a domain");
}
