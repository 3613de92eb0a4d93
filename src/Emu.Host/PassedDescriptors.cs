using System.Globalization;

namespace Emu.Host;

/// <summary>
/// Descriptors that programs have handed to the emulator while it runs: by names, which are for one use, and in numbered sets, whose
/// members are opened again by the name of a file, <c>/dev/fdset/N</c>. Like descriptors themselves they belong to the process. Any
/// thread may call.
/// </summary>
public static class PassedDescriptors
{
    private const string FilePrefix = "/dev/fdset/";
    private const int GetFlags = 3, AccessMode = 3, DuplicateCloseOnExec = 1030;

    private static readonly Lock Gate = new();

    // Guarded by the gate.
    private static readonly Dictionary<string, int> Named = [];
    private static readonly SortedDictionary<long, List<PassedDescriptor>> Sets = [];

    /// <summary>Keeps a descriptor under a name; the one that had it is closed.</summary>
    public static void Keep(string name, int descriptor)
    {
        lock (Gate)
        {
            if (Named.Remove(name, out int old)) Close(old);
            Named.Add(name, descriptor);
        }
    }

    /// <summary>Closes the descriptor of a name; false when there is none.</summary>
    public static bool CloseNamed(string name)
    {
        if (Take(name) is not { } descriptor) return false;
        Close(descriptor);
        return true;
    }

    /// <summary>Finds what <c>fd=</c> says: a number, or a name, whose descriptor is the caller's from here on. False for
    /// neither.</summary>
    public static bool TryResolve(string? text, out int descriptor)
    {
        descriptor = -1;
        if (string.IsNullOrEmpty(text)) return false;
        if (char.IsAsciiDigit(text[0]))
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out descriptor);
        if (Take(text) is not { } found) return false;
        descriptor = found;
        return true;
    }

    /// <summary>Adds a descriptor to a set.</summary>
    /// <param name="set">The set's number; null for a new one with the first free number.</param>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="label">What the program says of it, or null.</param>
    /// <returns>The set's number.</returns>
    public static long Add(long? set, int descriptor, string? label)
    {
        lock (Gate)
        {
            long number = set ?? 0;
            while (set is null && Sets.ContainsKey(number)) number++;
            if (!Sets.TryGetValue(number, out List<PassedDescriptor>? members)) Sets.Add(number, members = []);
            members.Add(new PassedDescriptor(descriptor, label));
            return number;
        }
    }

    /// <summary>Closes a descriptor of a set, or all of them; files that were opened by them stay open. False when there is no
    /// such one.</summary>
    public static bool Remove(long set, int? descriptor)
    {
        lock (Gate)
        {
            if (!Sets.TryGetValue(set, out List<PassedDescriptor>? members)) return false;
            PassedDescriptor[] removed = [.. members.Where(each => descriptor is null || each.Number == descriptor)];
            foreach (PassedDescriptor each in removed)
            {
                members.Remove(each);
                Close(each.Number);
            }

            if (members.Count == 0) Sets.Remove(set);
            return removed.Length != 0;
        }
    }

    /// <summary>The sets by number, with their members.</summary>
    public static IReadOnlyList<(long Set, IReadOnlyList<PassedDescriptor> Members)> List()
    {
        lock (Gate) return [.. Sets.Select(each => (each.Key, (IReadOnlyList<PassedDescriptor>)[.. each.Value]))];
    }

    /// <summary>Closes a descriptor.</summary>
    public static void Close(int descriptor) => HostSocket.Close(descriptor);

    /// <summary>Opens a member of a set by the name of a file; null for another name.</summary>
    /// <param name="path">The name.</param>
    /// <param name="writable">For writing too: only a member that is open so is taken.</param>
    /// <returns>A descriptor of the caller's own, or a negative error.</returns>
    internal static int? Open(string path, bool writable)
    {
        const int noSuchFile = -2, accessDenied = -13, readWrite = 2;
        if (!path.StartsWith(FilePrefix, StringComparison.Ordinal)) return null;
        lock (Gate)
        {
            if (!long.TryParse(path.AsSpan(FilePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number) || !Sets.TryGetValue(number, out List<PassedDescriptor>? members))
                return noSuchFile;
            foreach (PassedDescriptor each in members)
            {
                long flags = HostSyscall.Invoke(HostSyscallNumbers.Fcntl, (ulong)each.Number, GetFlags);
                if (flags >= 0 && (flags & AccessMode) == (writable ? readWrite : 0))
                    return (int)HostSyscall.Invoke(HostSyscallNumbers.Fcntl, (ulong)each.Number, DuplicateCloseOnExec, 0);
            }

            return accessDenied;
        }
    }

    private static int? Take(string name)
    {
        lock (Gate) return Named.Remove(name, out int descriptor) ? descriptor : null;
    }
}

/// <summary>A member of a set of descriptors.</summary>
/// <param name="Number">The descriptor.</param>
/// <param name="Label">What the program says of it, or null.</param>
public sealed record PassedDescriptor(int Number, string? Label);
