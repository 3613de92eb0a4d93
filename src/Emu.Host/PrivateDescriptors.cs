using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>The emulator's own file descriptors that stay open, in a process that it shares with a user-mode
/// program.</summary>
public static class PrivateDescriptors
{
    // Opened before there was a place to move them to.
    private static readonly List<(int Descriptor, Action<int> Moved)> Waiting = [];

    private static Action<SafeFileHandle>? mover;

    /// <summary>From here on, and not before, descriptors are moved to where the program does not see them, as far as that can
    /// be. Call before other threads run.</summary>
    /// <param name="keep">Moves an open file, and changes its handle.</param>
    /// <param name="reserve">Moves a descriptor and gives its new number, or a negative error with which it stays; numbers that
    /// it has later are told.</param>
    public static void Begin(Action<SafeFileHandle> keep, Func<int, Action<int>, int> reserve)
    {
        ArgumentNullException.ThrowIfNull(reserve);
        mover = keep;
        foreach ((int descriptor, Action<int> moved) in Waiting)
        {
            int number = reserve(descriptor, moved);
            if (number >= 0) moved(number);
        }

        Waiting.Clear();
    }

    /// <summary>Moves a descriptor as soon as that can be, and tells its new number.</summary>
    public static void KeepLater(int descriptor, Action<int> moved) => Waiting.Add((descriptor, moved));

    /// <summary>Makes an open file one of the emulator's own.</summary>
    public static SafeFileHandle Keep(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        mover?.Invoke(file);
        return file;
    }
}
