namespace Emu.Guest.RiscV;

/// <summary>Privilege levels, encoded as in <c>mstatus.MPP</c> (privileged specification, 1.2).</summary>
public enum PrivilegeMode : byte
{
    User = 0,
    Supervisor = 1,
    Machine = 3,
}
