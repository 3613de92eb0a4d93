namespace Emu.Core.Memory;

/// <summary>An address on a machine's bus, after guest address translation.</summary>
public readonly record struct PhysicalAddress(ulong Value) : IComparable<PhysicalAddress>
{
    public static PhysicalAddress operator +(PhysicalAddress address, ulong offset) => new(address.Value + offset);
    public static ulong operator -(PhysicalAddress left, PhysicalAddress right) => left.Value - right.Value;
    public static bool operator <(PhysicalAddress left, PhysicalAddress right) => left.Value < right.Value;
    public static bool operator >(PhysicalAddress left, PhysicalAddress right) => left.Value > right.Value;
    public static bool operator <=(PhysicalAddress left, PhysicalAddress right) => left.Value <= right.Value;
    public static bool operator >=(PhysicalAddress left, PhysicalAddress right) => left.Value >= right.Value;
    public int CompareTo(PhysicalAddress other) => Value.CompareTo(other.Value);
    public override string ToString() => $"0x{Value:x}";
}
