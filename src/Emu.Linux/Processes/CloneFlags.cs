namespace Emu.Linux.Processes;

/// <summary>What a new task shares with its maker, and what is set for it (clone(2)).</summary>
[Flags]
internal enum CloneFlags : ulong
{
    None = 0,
    ExitSignal = 0xff,
    Vm = 0x100,
    Fs = 0x200,
    Files = 0x400,
    SignalHandlers = 0x800,
    Pidfd = 0x1000,
    Ptrace = 0x2000,
    Vfork = 0x4000,
    Parent = 0x8000,
    Thread = 0x1_0000,
    NewNamespace = 0x2_0000,
    SystemVSemaphores = 0x4_0000,
    SetTls = 0x8_0000,
    ParentSetTid = 0x10_0000,
    ChildClearTid = 0x20_0000,
    Detached = 0x40_0000,
    Untraced = 0x80_0000,
    ChildSetTid = 0x100_0000,
    NewCgroup = 0x200_0000,
    NewUts = 0x400_0000,
    NewIpc = 0x800_0000,
    NewUser = 0x1000_0000,
    NewPid = 0x2000_0000,
    NewNet = 0x4000_0000,
    Io = 0x8000_0000,

    /// <summary>clone3 only: all handlers become the default.</summary>
    ClearHandlers = 0x1_0000_0000,

    /// <summary>clone3 only.</summary>
    IntoCgroup = 0x2_0000_0000,

    /// <summary>clone3 only; takes a bit of the old call's exit signal.</summary>
    NewTime = 0x80,
}
