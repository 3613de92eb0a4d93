using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>The emulator's own file descriptors that stay open, in a process that it shares with a user-mode
/// program.</summary>
public static class PrivateDescriptors
{
    /// <summary>Moves a descriptor to where the program does not see it, and gives its new number, or a negative error.
    /// Null, as at first, leaves all where the host puts them. Set before other threads run.</summary>
    public static Func<int, int>? Mover
    {
        get;
        set
        {
            field = value;
            foreach ((int descriptor, Action<int> moved) in Waiting) moved(Keep(descriptor));
            Waiting.Clear();
        }
    }

    // Opened before there was a place to move them to.
    private static readonly List<(int Descriptor, Action<int> Moved)> Waiting = [];

    /// <summary>Moves a descriptor as soon as <see cref="Mover"/> is set, and tells its new number.</summary>
    public static void KeepLater(int descriptor, Action<int> moved) => Waiting.Add((descriptor, moved));

    /// <summary>Makes an open file one of the emulator's own; the handle that is given is used up.</summary>
    public static SafeFileHandle Keep(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (Mover is null) return file;
        int descriptor = (int)file.DangerousGetHandle();
        int moved = Keep(descriptor);
        if (moved == descriptor) return file;
        file.SetHandleAsInvalid();
        return new SafeFileHandle(moved, ownsHandle: true);
    }

    /// <summary>As the other one; what cannot be moved stays.</summary>
    internal static int Keep(int descriptor)
    {
        if (Mover is null || descriptor < 0) return descriptor;
        int moved = Mover(descriptor);
        return moved < 0 ? descriptor : moved;
    }
}
