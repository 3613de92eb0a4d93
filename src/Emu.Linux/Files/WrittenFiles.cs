using Emu.Linux.Memory;

namespace Emu.Linux.Files;

/// <summary>
/// Remembers of low descriptors that what is written to them is no code of this process, since asking the kernel each time
/// would make short writes slower. Any thread may call.
/// </summary>
internal sealed class WrittenFiles(GuestMemory memory)
{
    private const int Remembered = 1024;

    // The state in which each was found harmless; 0 is none.
    private readonly long[] harmlessIn = new long[Remembered];
    private long changes = 1;

    /// <summary>What the answers depend on, as of now: to be got before the kernel is asked.</summary>
    public long State => Volatile.Read(ref changes) + memory.CodeFilesVersion;

    /// <summary>True when the descriptor was found harmless, and is still the same.</summary>
    public bool IsHarmless(int descriptor) =>
        (uint)descriptor < Remembered && Volatile.Read(ref harmlessIn[descriptor]) == State;

    /// <summary>The descriptor was harmless in that state.</summary>
    public void NoteHarmless(int descriptor, long state)
    {
        if ((uint)descriptor < Remembered) Volatile.Write(ref harmlessIn[descriptor], state);
    }

    /// <summary>Descriptors may be of other files now.</summary>
    public void Forget() => Interlocked.Increment(ref changes);
}
