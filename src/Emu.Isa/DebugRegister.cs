namespace Emu.Isa;

/// <summary>A register as a debugger sees it. The CPU does not run while it is read or written.</summary>
/// <param name="Name">Its name, as GDB's target descriptions have it.</param>
/// <param name="Bits">How many bits it has: 8, 16, 32, 64 or 128.</param>
/// <param name="Read">Its value.</param>
/// <param name="Write">Sets it; null where it cannot be set.</param>
public sealed record DebugRegister(string Name, int Bits, Func<Cpu, UInt128> Read, Action<Cpu, UInt128>? Write)
{
    /// <summary>Its type, as GDB's target descriptions name it.</summary>
    public string Type { get; init; } = "int";

    /// <summary>The group that it is listed in; empty for that of its type.</summary>
    public string Group { get; init; } = "";
}
