namespace Emu.Linux.Processes;

/// <content>Memory in which a system call keeps converted structures.</content>
public sealed unsafe partial class LinuxThread
{
    private const int SmallestScratch = 4096;

    private byte[] scratch = [];

    /// <summary>
    /// Memory that the host's kernel may be given, until the next call of this method. What was in it is lost. It does
    /// not move, and goes with the thread.
    /// </summary>
    internal byte* Scratch(int bytes)
    {
        if (scratch.Length < bytes)
            scratch = GC.AllocateUninitializedArray<byte>(Math.Max(bytes, SmallestScratch), pinned: true);
        // Pinned: the address stays.
        fixed (byte* first = scratch) return first;
    }
}
