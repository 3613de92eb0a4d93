using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Signals;

namespace Emu.Linux.Processes;

/// <content>New processes: docs/decisions/0011-fork.md.</content>
public sealed unsafe partial class LinuxProcess
{
    /// <summary>What the emulator does for the child itself, or cannot share with it.</summary>
    private const CloneFlags NotForHost = CloneFlags.Vm | CloneFlags.Vfork | CloneFlags.SignalHandlers
        | CloneFlags.SetTls | CloneFlags.ParentSetTid | CloneFlags.ChildSetTid | CloneFlags.ChildClearTid
        | CloneFlags.ClearHandlers;

    // What the process shares with a parent that waits; only in the child of a vfork.
    private VforkPage? vfork;

    /// <summary>A parent waits until the process has executed a program or ended.</summary>
    internal bool IsVforkChild => vfork is not null;

    /// <summary>clone and clone3. Returns the new id, 0 in a new process, or a negative error.</summary>
    internal long Clone(LinuxThread maker, CloneArguments arguments)
    {
        long error = arguments.Check();
        if (error != 0) return error;
        return arguments.IsThread ? StartThread(maker, arguments) : Fork(maker, arguments);
    }

    private long Fork(LinuxThread maker, CloneArguments arguments)
    {
        if (*maker.PendingSignals != 0) return -Errno.RestartAlways;
        bool hasPidfd = arguments.Has(CloneFlags.Pidfd);
        if (hasPidfd && !Memory.IsUser(arguments.Pidfd, sizeof(int))) return -Errno.BadAddress;
        if (hasPidfd) Memory.OpenForKernel(arguments.Pidfd, sizeof(int));
        VforkPage? page = null;
        if (arguments.Has(CloneFlags.Vfork) && !VforkPage.TryCreate(maker, out page)) return -Errno.NoMemory;

        // Between a vfork and the execution of another program, nobody looks for code in what both share.
        if (page is null) Memory.NoteSharing();
        ForkGate.Close(this, maker);
        Engine.BeginFork();
        long child = HostProcess.Fork(
            maker.PendingSignals, (ulong)(arguments.Flags & ~NotForHost) | (uint)arguments.ExitSignal,
            hasPidfd ? (void*)Memory.ToHost(arguments.Pidfd) : null, page is null ? null : page.Address);
        if (child == 0)
        {
            ForkedInChild(maker, arguments, page);
            return 0;
        }

        Engine.EndForkInParent();
        ForkGate.Open();
        if (child > 0)
        {
            if (arguments.Has(CloneFlags.ParentSetTid)) _ = Memory.TryWrite(arguments.ParentTid, (int)child);
            page?.AwaitChild(maker, (int)child);
        }

        page?.Dispose();
        return child;
    }

    private void ForkedInChild(LinuxThread self, CloneArguments arguments, VforkPage? page)
    {
        // Until then all signals are blocked.
        self.ForgetSignalsAfterFork();
        FinalizerHold.ForkedInChild();
        Engine.EndForkInChild(self.Runner);
        self.ForkedInChild();
        Debugger?.ForkedInChild();
        ProcessId = self.ThreadId;
        Threads.Clear();
        Threads.Add(self);
        EndingThreads.Clear();
        alive = 1;
        groupCode = -1;
        vfork?.Dispose();
        vfork = page;
        ForkGate.Open();

        ApplyTo(self, arguments);
        if (arguments.Has(CloneFlags.ChildSetTid)) _ = Memory.TryWrite(arguments.ChildTid, self.ThreadId);
        if (arguments.Has(CloneFlags.ClearHandlers)) ClearHandlers();
    }

    private void ClearHandlers()
    {
        for (int signal = 1; signal <= SignalNumber.Last; signal++)
            if (SignalActions[signal].HasHandler) SignalActions.Reset(signal);
    }
}
