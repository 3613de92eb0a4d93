
namespace Emu.Linux.Processes;

/// <content>What the kernel serves only in a process of one thread: docs/decisions/0016-single-threaded.md.</content>
public sealed partial class LinuxProcess
{
    // Threads of the program have different descriptors. Set while they stand still.
    private bool hasDividedDescriptors;

    /// <summary>True when the caller is the program's only thread, and its process's first.</summary>
    internal bool IsOnlyThread(LinuxThread self)
    {
        lock (ThreadsLock) return alive == 1 && self.ThreadId == ProcessId;
    }

    /// <summary>
    /// Makes a call while the emulator has no threads of its own; those that it starts again afterwards have what the
    /// calling thread has: rights, descriptors, namespaces. Other threads of the program stand still meanwhile.
    /// </summary>
    internal long InvokeAlone(LinuxThread self, Func<long> call) => InvokeStill(self, () =>
    {
        bool isResting = FinalizerHold.Rest();
        try
        {
            return call();
        }
        finally
        {
            if (isResting) FinalizerHold.Resume();
        }
    });

    /// <summary>Moves what the emulator has at a number of the program's elsewhere, or gives it up. False when that cannot
    /// be.</summary>
    internal bool TryVacate(LinuxThread self, int descriptor) => !hasDividedDescriptors && InvokeStill(self, () =>
    {
        if (Reserved.TryVacate(descriptor)) return 1;
        GiveUpDescriptors();
        return Reserved.TryVacate(descriptor) ? 1 : 0;
    }) != 0;

    /// <summary>The program has used up its descriptors: moves the emulator's beyond its limit, or gives them up. False when
    /// there is none.</summary>
    internal bool TryLeaveLimit(LinuxThread self) =>
        !hasDividedDescriptors && Reserved.IsBelowLimit && InvokeStill(self, () =>
        {
            if (!Reserved.TryLeaveLimit()) GiveUpDescriptors();
            return 1;
        }) != 0;

    /// <summary>
    /// One of several threads is about to have descriptors of its own: from here on a number need not mean the same to all
    /// threads, and the emulator uses no files.
    /// </summary>
    internal void DivideDescriptors(LinuxThread self)
    {
        if (hasDividedDescriptors) return;
        InvokeStill(self, () =>
        {
            hasDividedDescriptors = true;
            Engine.CloseFiles();
            return 0;
        });
    }

    /// <summary>The calling thread has called something by which it may have given up rights for good: then the emulator's
    /// threads do not keep them.</summary>
    /// <param name="self">The thread.</param>
    /// <param name="before">What it had.</param>
    internal void LeaveRights(LinuxThread self, in ThreadRights before)
    {
        if (!ThreadRights.OfCaller().CanBecome(before)) InvokeAlone(self, () => 0);
    }

    // Translations are kept in memory from here on, and the emulator is executed by its name in /proc.
    private void GiveUpDescriptors()
    {
        Engine.CloseFiles();
        if (EmulatorDescriptor < 0) return;
        Reserved.Release(EmulatorDescriptor);
        EmulatorDescriptor = -1;
    }

    private long InvokeStill(LinuxThread self, Func<long> call)
    {
        // Without a program there is no thread to wait for.
        if (self.ThreadId == 0) return call();
        ForkGate.Close(this, self);
        Engine.BeginFork();
        try
        {
            return call();
        }
        finally
        {
            Engine.EndForkInParent();
            ForkGate.Open();
        }
    }
}
