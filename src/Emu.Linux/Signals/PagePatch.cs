using System.Runtime.InteropServices;

namespace Emu.Linux.Signals;

/// <summary>A page put in place of one that the guest lost while the interpreter used it; <c>struct patch</c> of
/// <c>native/signals.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PagePatch
{
    /// <summary>The host's address of the access.</summary>
    public ulong HostAddress;
    public int Signal;
    public int Code;
}
