using Emu.Isa;

namespace Emu.Guest.RiscV.Linux;

/// <summary>What a new thread inherits of its maker's registers.</summary>
/// <remarks>Invariant of the unsafe code: both CPUs are alive.</remarks>
internal static unsafe class RegisterFile
{
    private const int Count = 32;

    /// <summary>Copies all that a program sees; an LR's reservation is lost, as at any switch of threads.</summary>
    public static void Copy(Cpu source, Cpu target)
    {
        CpuState* from = source.State, to = target.State;
        for (int i = 0; i < Count; i++)
        {
            to->Registers[i] = from->Registers[i];
            to->Registers[RiscVArchitecture.FirstFloat + i] = from->Registers[RiscVArchitecture.FirstFloat + i];
        }

        to->FloatFlags = from->FloatFlags;
        to->FloatRounding = from->FloatRounding;
        to->FloatDirty = from->FloatDirty;
        to->ReservationWidth = 0;
        to->Pc = from->Pc;
    }
}
