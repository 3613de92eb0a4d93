using Emu.Isa;

namespace Emu.Linux.Processes;

/// <summary>What a new thread inherits of its maker's registers.</summary>
/// <remarks>Invariant of the unsafe code: both states are alive.</remarks>
internal static unsafe class RegisterFile
{
    private const int Count = 32;

    /// <summary>Copies all that a program sees; an LR's reservation is lost, as at any switch of threads.</summary>
    public static void Copy(CpuState* from, CpuState* to)
    {
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
