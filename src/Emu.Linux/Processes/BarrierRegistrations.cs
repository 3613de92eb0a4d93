using Emu.Linux.Abi;

namespace Emu.Linux.Processes;

/// <summary>
/// For which of membarrier(2)'s commands the process has registered. Kept here, as the emulator's runtime registers for
/// itself, and the host's kernel would take that for the program's. Any thread may call.
/// </summary>
internal sealed class BarrierRegistrations
{
    private const ulong RegisterGlobal = 4, GetRegistrations = 512;

    // The kinds of private barriers; each one's registration is the next bit.
    private const ulong Private = 8, PrivateSynchronizeCore = 32, PrivateSequences = 128;
    private const ulong PrivateBarriers = Private | PrivateSynchronizeCore | PrivateSequences;
    private const ulong Registrations = RegisterGlobal | (PrivateBarriers << 1);

    private ulong registered;

    /// <summary>Takes note of a command that the host's kernel has accepted, or gives another answer to it.</summary>
    public long Answer(ulong command, long answer)
    {
        if (answer < 0) return answer;
        if (command == GetRegistrations) return (long)Volatile.Read(ref registered);
        if ((command & Registrations) != 0) Interlocked.Or(ref registered, command);
        bool isMissing = (command & PrivateBarriers) != 0 && (Volatile.Read(ref registered) & (command << 1)) == 0;
        return isMissing ? -Errno.NotPermitted : answer;
    }
}
