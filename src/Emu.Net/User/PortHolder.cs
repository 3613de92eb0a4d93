using System.Globalization;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>Who has a port of the host, for a message: the kernel's tables name the socket, and the descriptors of processes
/// the owner, as far as we may look.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";

    /// <summary>As <c>ssh (pid 900)</c>; null when it cannot be found out.</summary>
    public static string? Find(HostEndpoint endpoint, bool isUdp)
    {
        try
        {
            string protocol = isUdp ? "udp" : "tcp";
            HashSet<string> sockets = [.. Sockets($"/proc/net/{protocol}", endpoint.Port, isUdp),
                .. Sockets($"/proc/net/{protocol}6", endpoint.Port, isUdp)];
            return sockets.Count == 0 ? null : FindOwner(sockets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The links that descriptors of these sockets are: <c>socket:[INODE]</c> (proc_net(5)).</summary>
    private static IEnumerable<string> Sockets(string table, ushort port, bool isUdp)
    {
        if (!File.Exists(table)) yield break;
        string ending = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string line in File.ReadLines(table))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 9 && words[1].EndsWith(ending, StringComparison.Ordinal) && (isUdp || words[3] == Listening))
                yield return $"socket:[{words[9]}]";
        }
    }

    private static string? FindOwner(HashSet<string> sockets)
    {
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            string number = Path.GetFileName(process);
            if (!char.IsAsciiDigit(number[0])) continue;
            try
            {
                foreach (string descriptor in Directory.EnumerateFileSystemEntries(process + "/fd"))
                {
                    if (new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target))
                        return $"{File.ReadAllText(process + "/comm").TrimEnd()} (pid {number})";
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, or gone.
            }
        }

        return null;
    }
}
