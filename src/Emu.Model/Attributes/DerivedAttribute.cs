namespace Emu.Model;

/// <summary>
/// Declares that a mutable field or property needs no saving: it follows from what is saved, or it belongs to the host
/// and not to the guest (a timer, a lock, a connection).
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class DerivedAttribute : Attribute;
