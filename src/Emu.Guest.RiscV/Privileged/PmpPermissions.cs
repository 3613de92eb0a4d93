namespace Emu.Guest.RiscV.Privileged;

/// <summary>What physical memory protection allows, encoded as the low bits of a <c>pmpcfg</c> byte.</summary>
[Flags]
internal enum PmpPermissions
{
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 4,
    All = Read | Write | Execute,
}
