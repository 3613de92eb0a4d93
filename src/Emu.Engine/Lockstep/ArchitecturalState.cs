using System.Text;
using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Engine.Lockstep;

/// <summary>A copy of what instructions other than system ones can change in a CPU, but for memory.</summary>
internal sealed unsafe class ArchitecturalState
{
    private const int RegisterCount = 64;

    private readonly ulong[] registers;
    private readonly ulong pc, retired, reservationAddress, reservationHost, reservationValue;
    private readonly byte floatDirty, reservationWidth;
    private readonly FloatExceptions floatFlags;

    /// <summary>Copies a CPU's state; its thread calls.</summary>
    public ArchitecturalState(CpuState* state)
    {
        registers = new ReadOnlySpan<ulong>(state->X, RegisterCount).ToArray();
        (pc, retired) = (state->Pc, state->InstructionsRetired);
        (floatDirty, floatFlags) = (state->FloatDirty, state->FloatFlags);
        (reservationWidth, reservationHost) = (state->ReservationWidth, state->ReservationHost);
        (reservationAddress, reservationValue) = (state->ReservationAddress, state->ReservationValue);
    }

    public ulong Pc => pc;

    /// <summary>Instructions retired since reset.</summary>
    public ulong Retired => retired;

    /// <summary>Puts the copy back.</summary>
    public void Restore(CpuState* state)
    {
        registers.CopyTo(new Span<ulong>(state->X, RegisterCount));
        (state->Pc, state->InstructionsRetired) = (pc, retired);
        (state->FloatDirty, state->FloatFlags) = (floatDirty, floatFlags);
        (state->ReservationWidth, state->ReservationHost) = (reservationWidth, reservationHost);
        (state->ReservationAddress, state->ReservationValue) = (reservationAddress, reservationValue);
    }

    /// <summary>A line for each part that differs, this state's value first; empty when none does.</summary>
    public string Differences(ArchitecturalState other)
    {
        StringBuilder text = new();
        for (int i = 0; i < RegisterCount; i++)
            Compare(text, i < 32 ? $"x{i}" : $"f{i - 32}", registers[i], other.registers[i]);
        Compare(text, "pc", pc, other.pc);
        Compare(text, "instructions", retired, other.retired);
        Compare(text, "fflags", (ulong)floatFlags, (ulong)other.floatFlags);
        Compare(text, "float dirty", floatDirty, other.floatDirty);
        Compare(text, "reservation width", reservationWidth, other.reservationWidth);
        if (reservationWidth == 0) return text.ToString();
        Compare(text, "reservation address", reservationAddress, other.reservationAddress);
        Compare(text, "reservation host", reservationHost, other.reservationHost);
        Compare(text, "reservation value", reservationValue, other.reservationValue);
        return text.ToString();
    }

    /// <summary>All of it, for a report.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append($"pc={pc:x} instructions={retired} fflags={floatFlags:d}");
        for (int i = 1; i < RegisterCount; i++)
        {
            if (i != 32 && registers[i] == 0) continue;
            text.Append(i < 32 ? $" x{i}={registers[i]:x}" : $" f{i - 32}={registers[i]:x}");
        }

        return text.ToString();
    }

    private static void Compare(StringBuilder text, string name, ulong mine, ulong others)
    {
        if (mine != others) text.Append($"\n  {name}: {mine:x}, interpreted {others:x}");
    }
}
