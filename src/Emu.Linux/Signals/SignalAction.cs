using System.Runtime.InteropServices;

namespace Emu.Linux.Signals;

/// <summary><c>struct sigaction</c> of riscv64's kernel: no restorer, as the handler returns to the vdso.</summary>
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
