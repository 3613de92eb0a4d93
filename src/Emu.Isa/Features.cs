namespace Emu.Isa;

/// <summary>
/// The optional instruction sets and modes that a guest's CPU has, as bits whose meaning only the guest's project knows.
/// Code decodes alike under equal sets.
/// </summary>
/// <param name="Low">Bits 0 to 63.</param>
/// <param name="High">Bits 64 to 127.</param>
public readonly record struct Features(ulong Low, ulong High = 0);
