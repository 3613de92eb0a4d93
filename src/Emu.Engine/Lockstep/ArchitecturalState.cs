using System.Text;
using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Engine.Lockstep;

/// <summary>A copy of what instructions other than system ones can change in a CPU, but for memory.</summary>
/// <remarks>Invariant of the unsafe code: the CPU outlives the calls, and its thread makes them.</remarks>
internal sealed unsafe class ArchitecturalState
{
    private readonly RegisterFile file;
    private readonly ulong[] registers;
    private readonly ulong pc, retired, reservationAddress, reservationHost, reservationValue;
    private readonly byte floatDirty, reservationWidth;
    private readonly FloatExceptions floatFlags;

    /// <summary>Copies a CPU's state; its thread calls.</summary>
    public ArchitecturalState(Cpu cpu)
    {
        CpuState* state = cpu.State;
        file = cpu.Model.Architecture.Registers;
        registers = new ReadOnlySpan<ulong>(cpu.Registers, file.Size / sizeof(ulong)).ToArray();
        (pc, retired) = (state->Pc, state->InstructionsRetired);
        (floatDirty, floatFlags) = (state->FloatDirty, state->FloatFlags);
        (reservationWidth, reservationHost) = (state->ReservationWidth, state->ReservationHost);
        (reservationAddress, reservationValue) = (state->ReservationAddress, state->ReservationValue);
    }

    public ulong Pc => pc;

    /// <summary>Instructions retired since reset.</summary>
    public ulong Retired => retired;

    /// <summary>Puts the copy back.</summary>
    public void Restore(Cpu cpu)
    {
        CpuState* state = cpu.State;
        registers.CopyTo(new Span<ulong>(cpu.Registers, registers.Length));
        (state->Pc, state->InstructionsRetired) = (pc, retired);
        (state->FloatDirty, state->FloatFlags) = (floatDirty, floatFlags);
        (state->ReservationWidth, state->ReservationHost) = (reservationWidth, reservationHost);
        (state->ReservationAddress, state->ReservationValue) = (reservationAddress, reservationValue);
    }

    /// <summary>A line for each part that differs, this state's value first; empty when none does.</summary>
    public string Differences(ArchitecturalState other)
    {
        StringBuilder text = new();
        for (int i = 0; i < file.Count; i++) Compare(text, file.NameOf(i), Register(i), other.Register(i));
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
        for (int i = 0; i < file.Count; i++)
            if (Register(i) != 0) text.Append($" {file.NameOf(i)}={Register(i):x}");
        return text.ToString();
    }

    private UInt128 Register(int number)
    {
        int place = file.OffsetOf(number) / sizeof(ulong);
        bool isVector = file.TypeOf(number) == RegisterType.Vector;
        return new UInt128(isVector ? registers[place + 1] : 0, registers[place]);
    }

    private static void Compare(StringBuilder text, string name, UInt128 mine, UInt128 others)
    {
        if (mine != others) text.Append($"\n  {name}: {mine:x}, interpreted {others:x}");
    }
}
