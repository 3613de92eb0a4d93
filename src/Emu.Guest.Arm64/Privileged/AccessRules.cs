namespace Emu.Guest.Arm64.Privileged;

/// <summary>Who makes an access.</summary>
/// <param name="IsUser">It is checked as one of EL0.</param>
/// <param name="IsNever">PSTATE.PAN: EL1 does not access what EL0 may.</param>
internal readonly record struct AccessRules(bool IsUser, bool IsNever);
