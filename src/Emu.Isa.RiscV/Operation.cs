namespace Emu.Isa.RiscV;

/// <summary>Placeholder until the source generator writes it.</summary>
public enum Operation : ushort
{
    Illegal = 0,
    EndOfBlock = 1,
}
