namespace Emu.Model;

/// <summary>
/// Declares a field or property as a part of the device's saved state: it is written when the machine is saved and set
/// when it is loaded. Integers, <c>bool</c>, enumerations, strings, arrays of these, and classes of the same kind may
/// carry it.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class StateAttribute : Attribute
{
    /// <summary>The name in the saved state; by default the member's.</summary>
    public string? Name { get; init; }

    /// <summary>True when a saved state without the member is taken too; it keeps the value of the reset then.</summary>
    public bool IsOptional { get; init; }
}
