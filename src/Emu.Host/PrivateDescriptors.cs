using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// The emulator's own file descriptors in a process that it shares with a user-mode program: kept at high numbers, where
/// the program does not expect any. Any thread may call.
/// </summary>
public static partial class PrivateDescriptors
{
    private const int DuplicateCloseOnExec = 1030;

    private static readonly Lock gate = new();
    private static readonly HashSet<int> held = [];
    private static int lowest;

    /// <summary>Lowest number that the emulator's descriptors get; 0, as at first, leaves them where the host puts
    /// them.</summary>
    public static int Lowest
    {
        get => Volatile.Read(ref lowest);
        set => Volatile.Write(ref lowest, value);
    }

    /// <summary>True when a descriptor is the emulator's.</summary>
    public static bool Contains(int descriptor)
    {
        if (descriptor < Lowest || Lowest == 0) return false;
        lock (gate) return held.Contains(descriptor);
    }

    /// <summary>The emulator's descriptors, ascending.</summary>
    public static IReadOnlyList<int> All
    {
        get { lock (gate) return [.. held.Order()]; }
    }

    /// <summary>Takes a descriptor that was just opened: gives back the one that stands for it, and remembers it until the
    /// process ends. One for which there is no room stays as it is.</summary>
    internal static int Take(int descriptor)
    {
        if (descriptor < 0 || Lowest == 0) return descriptor;
        int moved = Control(descriptor, DuplicateCloseOnExec, Lowest);
        if (moved < 0) moved = descriptor;
        else _ = Close(descriptor);
        lock (gate) held.Add(moved);
        return moved;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
