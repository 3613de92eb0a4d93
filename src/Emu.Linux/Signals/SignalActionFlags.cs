namespace Emu.Linux.Signals;

/// <summary>The <c>sa_flags</c> that the kernel knows; it clears all others.</summary>
[Flags]
internal enum SignalActionFlags : ulong
{
    None = 0,

    /// <summary><c>SA_NOCLDSTOP</c>: no SIGCHLD when children stop.</summary>
    NoChildStop = 1,

    /// <summary><c>SA_NOCLDWAIT</c>: children leave no zombies.</summary>
    NoChildWait = 2,

    /// <summary><c>SA_SIGINFO</c>: means nothing here: a handler always gets three arguments, as the ABIs' kernels pass them.</summary>
    Info = 4,

    /// <summary><c>SA_EXPOSE_TAGBITS</c>.</summary>
    ExposeTagBits = 0x800,

    /// <summary><c>SA_RESTORER</c>: the action says where the handler returns to. Only some architectures have it.</summary>
    Restorer = 0x0400_0000,

    /// <summary><c>SA_ONSTACK</c>: the handler runs on the alternate stack.</summary>
    OnStack = 0x0800_0000,

    /// <summary><c>SA_RESTART</c>: calls that the handler has interrupted are made again.</summary>
    Restart = 0x1000_0000,

    /// <summary><c>SA_NODEFER</c>: the signal is not blocked while its handler runs.</summary>
    NoDefer = 0x4000_0000,

    /// <summary><c>SA_RESETHAND</c>: the handler is for one time.</summary>
    ResetHandler = 0x8000_0000,

    All = NoChildStop | NoChildWait | Info | ExposeTagBits | Restorer | OnStack | Restart | NoDefer | ResetHandler,
}
