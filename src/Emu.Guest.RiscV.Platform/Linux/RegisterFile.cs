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
            to->X[i] = from->X[i];
            to->F[i] = from->F[i];
        }

        to->FloatFlags = from->FloatFlags;
        to->FloatRounding = from->FloatRounding;
        to->FloatDirty = from->FloatDirty;
        to->ReservationWidth = 0;
        to->Pc = from->Pc;
    }
}
