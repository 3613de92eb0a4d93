using Emu.Host;
using Emu.Linux.Abi;

namespace Emu.Linux.Signals;

/// <summary>
/// What a process wants done with each signal, shared by its threads. The host's dispositions follow: default and ignored
/// are the host kernel's business, job control and SIGCHLD with them; for a handler the host notes the signal.
/// </summary>
internal sealed class SignalActions
{
    private readonly Lock gate = new(); // guards actions and the order of changes on the host
    private readonly SignalAction[] actions = new SignalAction[SignalNumber.Last + 1];

    /// <summary>Signals that the process was started with as ignored stay so.</summary>
    public void Begin(SignalSet ignored)
    {
        for (int signal = 1; signal <= SignalNumber.Last; signal++)
            actions[signal].Handler = ignored.Contains(signal) ? SignalAction.Ignore : SignalAction.Default;
    }

    public SignalAction this[int signal]
    {
        get
        {
            lock (gate) return actions[signal];
        }
    }

    /// <summary>Sets an action, here and on the host.</summary>
    public void Set(int signal, SignalAction action)
    {
        action.Flags &= SignalActionFlags.All;
        action.Mask = action.Mask.Except(SignalSet.Unblockable);
        lock (gate)
        {
            actions[signal] = action;
            _ = HostSignals.SetAction(signal, action);
        }
    }

    /// <summary>The action for a signal that is being delivered, after which a handler for one time is gone.</summary>
    public SignalAction Take(int signal)
    {
        lock (gate)
        {
            SignalAction action = actions[signal];
            if (action.HasHandler && action.Has(SignalActionFlags.ResetHandler)) ResetUnderGate(signal);
            return action;
        }
    }

    /// <summary>Back to the default.</summary>
    public void Reset(int signal)
    {
        lock (gate) ResetUnderGate(signal);
    }

    /// <summary>True when a signal that arrives would have no effect.</summary>
    public bool IsIgnored(int signal)
    {
        SignalAction action = this[signal];
        return action.Handler == SignalAction.Ignore
            || action.Handler == SignalAction.Default && DefaultActions.Of(signal) == DefaultAction.Ignore;
    }

    /// <summary>Before another program is executed: the host ignores those that it never blocks, too, if the guest
    /// does.</summary>
    public void ReleaseForExec()
    {
        lock (gate)
        {
            for (int signal = 1; signal <= SignalNumber.Last; signal++)
                if (actions[signal].Handler == SignalAction.Ignore) ProgramSignals.Release(signal);
        }
    }

    private void ResetUnderGate(int signal)
    {
        actions[signal].Handler = SignalAction.Default;
        _ = HostSignals.SetAction(signal, actions[signal]);
    }
}
