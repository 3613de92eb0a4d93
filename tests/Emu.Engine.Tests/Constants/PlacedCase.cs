namespace Emu.Engine.Tests.Constants;

/// <summary>Code in a page that lies somewhere in the address space of a <see cref="PlacedRunner"/>, and the registers
/// before it.</summary>
/// <param name="Layout">Which of the layouts (<see cref="PlacedRunner.Layouts"/>).</param>
/// <param name="Page">Which of its code pages is entered.</param>
/// <param name="Offset">Of the first instruction in the page.</param>
/// <param name="Code">Instruction words; a compressed instruction has a zero upper half.</param>
/// <param name="Heads">Offsets from the first instruction at which translated blocks begin.</param>
/// <param name="X">The 32 integer registers.</param>
internal sealed record PlacedCase(int Layout, int Page, int Offset, IReadOnlyList<uint> Code, int[] Heads, ulong[] X)
{
    /// <summary>Virtual address of the first instruction.</summary>
    public ulong Start => PlacedRunner.Layouts[Layout].CodePages[Page] + (ulong)Offset;

    /// <summary>The code's bytes.</summary>
    public byte[] Bytes() =>
        [.. Code.SelectMany(word => BitConverter.GetBytes(word).Take((word & 3) == 3 ? sizeof(uint) : sizeof(ushort)))];

    public override string ToString() =>
        $"[{string.Join(' ', Code.Select(word => $"{word:x8}"))}] at {Start:x}, "
        + string.Join(' ', Enumerable.Range(1, 31).Where(i => X[i] != 0).Select(i => $"x{i}={X[i]:x}"));
}
