using System.Runtime.InteropServices;
using Emu.Linux.Abi;

namespace Emu.Linux.Signals;

/// <summary>The kernel's <c>struct sigaction</c> without a restorer, as the handler returns to the vdso.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SignalAction
{
    /// <summary><c>SIG_DFL</c> and <c>SIG_IGN</c>, which stand in place of the handler's address.</summary>
    public const ulong Default = 0, Ignore = 1;

    public ulong Handler;
    public SignalActionFlags Flags;
    public SignalSet Mask;

    public readonly bool HasHandler => Handler > Ignore;

    public readonly bool Has(SignalActionFlags flag) => (Flags & flag) != 0;
}
