using Emu.Isa;

namespace Emu.Translate.Abi;

/// <summary>Offsets in bytes of what translated code reads and writes, from the structures themselves; those of
/// <see cref="CpuState"/> are from the guest's first register, and negative.</summary>
/// <remarks>Invariant of the unsafe code: each pointer is the address of a local variable or of one of its fields;
/// pointers are subtracted from each other and never followed.</remarks>
internal static unsafe class StateLayout
{
    static StateLayout()
    {
        CpuState state;
        VectorPlaces = -sizeof(CpuState);
        ReservationValueHigh = Distance(&state + 1, &state.ReservationValueHigh);
        Returns = Distance(&state + 1, &state.Returns);
        Pc = Distance(&state + 1, &state.Pc);
        DataTlb = Distance(&state + 1, &state.DataTlb);
        Requests = Distance(&state + 1, &state.Requests);
        FloatEnabled = Distance(&state + 1, &state.FloatEnabled);
        FloatDirty = Distance(&state + 1, &state.FloatDirty);
        FloatRounding = Distance(&state + 1, &state.FloatRounding);
        ReservationWidth = Distance(&state + 1, &state.ReservationWidth);
        ReservationAddress = Distance(&state + 1, &state.ReservationAddress);
        ReservationHost = Distance(&state + 1, &state.ReservationHost);
        ReservationValue = Distance(&state + 1, &state.ReservationValue);
        InstructionsRetired = Distance(&state + 1, &state.InstructionsRetired);
        JumpTable = Distance(&state + 1, &state.JumpTable);
        JumpContext = Distance(&state + 1, &state.JumpContext);
        Helpers = Distance(&state + 1, &state.Helpers);
        HelperResult = Distance(&state + 1, &state.HelperResult);
        HelperOutcome = Distance(&state + 1, &state.HelperOutcome);
        ExitCause = Distance(&state + 1, &state.ExitCause);
        Entered = Distance(&state + 1, &state.Entered);
        FaultOffset = Distance(&state + 1, &state.FaultOffset);

        TlbEntry entry;
        ReadTag = Distance(&entry, &entry.ReadTag);
        WriteTag = Distance(&entry, &entry.WriteTag);
        Addend = Distance(&entry, &entry.Addend);

        JumpCacheEntry jump;
        JumpPc = Distance(&jump, &jump.Pc);
        JumpEntryContext = Distance(&jump, &jump.Context);
        JumpCode = Distance(&jump, &jump.Code);
    }

    /// <summary>Of the first of <see cref="CpuState.VectorPlaces"/> places of 16 bytes.</summary>
    public static int VectorPlaces { get; }
    public static int ReservationValueHigh { get; }
    public static int Returns { get; }
    public static int Pc { get; }
    public static int DataTlb { get; }
    public static int Requests { get; }
    public static int FloatEnabled { get; }
    public static int FloatDirty { get; }
    public static int FloatRounding { get; }
    public static int ReservationWidth { get; }
    public static int ReservationAddress { get; }
    public static int ReservationHost { get; }
    public static int ReservationValue { get; }
    public static int InstructionsRetired { get; }
    public static int JumpTable { get; }
    public static int JumpContext { get; }
    public static int Helpers { get; }
    public static int HelperResult { get; }
    public static int HelperOutcome { get; }
    public static int ExitCause { get; }
    public static int Entered { get; }
    public static int FaultOffset { get; }

    /// <summary>In <see cref="TlbEntry"/>.</summary>
    public static int ReadTag { get; }
    public static int WriteTag { get; }
    public static int Addend { get; }

    /// <summary>In <see cref="JumpCacheEntry"/>.</summary>
    public static int JumpPc { get; }
    public static int JumpEntryContext { get; }
    public static int JumpCode { get; }

    /// <summary>Of the guest's first register.</summary>
    public static int Registers => 0;

    /// <summary>Of a register.</summary>
    public static int Register(RegisterFile file, int index) => Registers + file.OffsetOf(index);

    private static int Distance(void* structure, void* field) => (int)((byte*)field - (byte*)structure);
}
