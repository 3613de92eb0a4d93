using System.Globalization;
using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>A user of the host that the process may become, as <c>-runas</c> names it.</summary>
/// <remarks>Invariant of the unsafe code: the list of groups stays where it is while the C library reads it.</remarks>
/// <param name="User">The number of the user.</param>
/// <param name="Group">The number of the user's own group.</param>
/// <param name="Groups">The numbers of the further groups.</param>
public sealed unsafe partial record HostUser(uint User, uint Group, IReadOnlyList<uint> Groups)
{
    /// <summary>Finds a user in <c>/etc/passwd</c> and <c>/etc/group</c>, or reads the numbers of <c>UID:GID</c>, which have no
    /// further groups; null when there is none.</summary>
    /// <exception cref="IOException">The host's lists cannot be read.</exception>
    public static HostUser? Find(string name)
    {
        string[] numbers = name.Split(':');
        if (numbers.Length == 2 && TryRead(numbers[0], out uint user) && TryRead(numbers[1], out uint group)) return new(user, group, []);
        foreach (string line in File.ReadLines("/etc/passwd"))
        {
            // Name, password, user, group, and what is of no use here.
            string[] fields = line.Split(':');
            if (fields.Length >= 4 && fields[0] == name && TryRead(fields[2], out user) && TryRead(fields[3], out group))
                return new HostUser(user, group, GroupsOf(name));
        }

        return null;
    }

    /// <summary>Gives all threads of the process the rights of this user, for ever. When no other thread changes users.</summary>
    /// <exception cref="IOException">The process may not.</exception>
    public void Become()
    {
        uint[] all = [.. Groups.Prepend(Group).Distinct()];
        fixed (uint* first = all)
            if (SetGroups((nuint)all.Length, first) != 0) throw Refused("setgroups");
        if (SetGroup(Group, Group, Group) != 0) throw Refused("setresgid");
        if (SetUser(User, User, User) != 0) throw Refused("setresuid");
    }

    /// <summary>Makes a directory the root of all names of files of the process.</summary>
    /// <exception cref="IOException">The process may not, or there is no such directory.</exception>
    public static void ChangeRoot(string directory)
    {
        if (ChangeRootNative(directory) != 0 || ChangeDirectory("/") != 0) throw Refused($"chroot '{directory}'");
    }

    private static uint[] GroupsOf(string name) =>
    [
        .. from line in File.ReadLines("/etc/group")
           let fields = line.Split(':')
           where fields.Length >= 4 && fields[3].Split(',').Contains(name) && TryRead(fields[2], out _)
           select uint.Parse(fields[2], CultureInfo.InvariantCulture),
    ];

    private static bool TryRead(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static IOException Refused(string call) => new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    // The C library's functions change all threads, where the kernel's calls change one.
    [LibraryImport("libc", EntryPoint = "setgroups", SetLastError = true)]
    private static partial int SetGroups(nuint count, uint* groups);

    [LibraryImport("libc", EntryPoint = "setresgid", SetLastError = true)]
    private static partial int SetGroup(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "setresuid", SetLastError = true)]
    private static partial int SetUser(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "chroot", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeRootNative(string path);

    [LibraryImport("libc", EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeDirectory(string path);
}
