using Emu.Linux.Abi;

namespace Emu.Linux.Signals;

/// <summary>The default action of each signal.</summary>
internal static class DefaultActions
{
    private static readonly SignalSet ignored = SignalSet.Of(SignalNumber.Child) | SignalSet.Of(SignalNumber.Continue)
        | SignalSet.Of(SignalNumber.Urgent) | SignalSet.Of(SignalNumber.WindowChange);

    private static readonly SignalSet stopping = SignalSet.Of(SignalNumber.Stop)
        | SignalSet.Of(SignalNumber.TerminalStop) | SignalSet.Of(SignalNumber.TerminalInput)
        | SignalSet.Of(SignalNumber.TerminalOutput);

    public static DefaultAction Of(int signal)
    {
        if (ignored.Contains(signal)) return DefaultAction.Ignore;
        return stopping.Contains(signal) ? DefaultAction.Stop : DefaultAction.Terminate;
    }
}
