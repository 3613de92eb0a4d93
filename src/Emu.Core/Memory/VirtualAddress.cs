namespace Emu.Core.Memory;

/// <summary>An address as guest code uses it, before guest address translation.</summary>
public readonly record struct VirtualAddress(ulong Value)
{
    public override string ToString() => $"0x{Value:x16}";
}
