using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Emu.FloatingPoint;

namespace Emu.Isa;

/// <summary>
/// The part of a CPU's state that all guests have and that running code touches, in memory outside the managed heap. The
/// guest's registers follow it (<see cref="Registers"/>), and code reaches both through one pointer, to the first
/// register: the fields have the same negative offsets from there whatever the guest is. Written by the CPU's own thread
/// only, except <see cref="Requests"/>.
/// </summary>
/// <remarks>What is used most stands in the last 128 bytes, which the host's instructions reach with the shortest
/// displacement. <c>native/translated.c</c> has the same structure; a test compares the offsets. Invariant of the unsafe
/// code: the structure is never copied or moved, and registers follow it, as <see cref="Cpu"/> allocates them.</remarks>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CpuState
{
    /// <summary>How many 128-bit places the state begins with.</summary>
    public const int VectorPlaces = 96;

    /// <summary>128-bit places, <see cref="VectorPlaces"/> of them, for operands and results of helpers and for what translated
    /// code has no host register for; they hold nothing from one guest instruction to the next.</summary>
    private fixed ulong vectorPlaces[2 * VectorPlaces];

    /// <summary>The upper half of the value that the reserving load of 16 bytes read.</summary>
    public ulong ReservationValueHigh;

    /// <summary>Where the native way out is, while the thread is in translated code.</summary>
    private fixed ulong recovery[5];

    /// <summary>Handle by which the functions that translated code calls find the engine.</summary>
    public nint Engine;

    /// <summary>Host address that the fault of <see cref="FaultSignal"/> was at.</summary>
    public ulong FaultAddress;

    /// <summary>Host address of guest address 0.</summary>
    public void* MemoryBase;

    /// <summary>The second level of <see cref="JumpTable"/>, which the native way out looks into.</summary>
    public void* JumpOverflow;

    /// <summary>The current context's table of what baseline code's calls return to, in memory that the engine owns.</summary>
    public void* Returns;

    /// <summary>
    /// Virtual address of the next instruction between blocks, and of the current one while a helper runs or a trap is
    /// raised.
    /// </summary>
    public ulong Pc;

    /// <summary>The software TLB's table for loads and stores in the current mode; owned by the engine.</summary>
    public void* DataTlb;

    /// <summary>The decoded block that runs; owned by the engine.</summary>
    public void* CurrentBlock;

    /// <summary>
    /// Instructions retired since reset, exact between blocks and while a <see cref="Flow.System"/> instruction runs
    /// (which is not counted yet).
    /// </summary>
    public ulong InstructionsRetired;

    /// <summary>First entry of the CPU's jump cache; owned by the engine.</summary>
    public void* JumpTable;

    /// <summary>
    /// Stands for everything but the virtual address that decides which code runs there: context and address space, and
    /// what has been forgotten so far. Never 0; owned by the engine.
    /// </summary>
    public ulong JumpContext;

    /// <summary>The table of functions that translated code calls; owned by the engine.</summary>
    public void* Helpers;

    /// <summary>Second result of a helper: what <see cref="Cpu.Execute"/> has returned.</summary>
    public ulong HelperResult;

    /// <summary>Guest address at which the translated code that runs, or ran last, was entered.</summary>
    public ulong Entered;

    /// <summary>Host address of the reserved memory, which stands for the physical one.</summary>
    public ulong ReservationHost;

    /// <summary>Value that the reserving load read, with which the conditional store compares.</summary>
    public ulong ReservationValue;

    /// <summary>Virtual address of the load whose reservation is held. A conditional store to another one fails without an
    /// access.</summary>
    public ulong ReservationAddress;

    /// <summary>A <c>CpuRequests</c> set; not zero makes the CPU leave its code at the next block boundary.</summary>
    public int Requests;

    /// <summary>Why translated code was left by a side exit; 0 when it was not.</summary>
    public uint ExitCause;

    /// <summary>Offset, from the start of the page of <see cref="Entered"/>, of the restart point: the instruction before
    /// which the registers were as they are here, if code keeps one. After a fault the interpreter executes from
    /// there.</summary>
    public int FaultOffset;

    /// <summary>Current privilege level, numbered as the guest's architecture does; the guest alone writes it.</summary>
    public byte Mode;

    /// <summary>1 when floating-point instructions are allowed; 0 makes them trap.</summary>
    public byte FloatEnabled;

    /// <summary>Set to 1 by writes of floating-point registers and flags; the guest clears it when it takes note of
    /// that.</summary>
    public byte FloatDirty;

    /// <summary>The accrued floating-point exceptions.</summary>
    public FloatExceptions FloatFlags;

    /// <summary>How instructions round that name no rounding of their own. Values above
    /// <see cref="FloatRounding.NearestAway"/> make them illegal, unless the architecture has <see cref="FloatRules"/>: then
    /// <see cref="FloatRounding.Careful"/> may be added.</summary>
    public FloatRounding FloatRounding;

    /// <summary>While a reservation is held: the width of the load in bytes, else 0.</summary>
    public byte ReservationWidth;

    /// <summary>1 or 2 when translated code accesses memory at <see cref="MemoryBase"/> plus the guest's address, 2 when it
    /// keeps a restart point here meanwhile; 0 when it looks into <see cref="DataTlb"/>.</summary>
    public byte IsDirect;

    /// <summary>1 while the thread is in translated code, where a fault is the guest's. Written by the native way in and
    /// out.</summary>
    public byte InTranslated;

    /// <summary>The host signal of a fault that has thrown the CPU out of translated code, its registers lost; 0 for
    /// none.</summary>
    public byte FaultSignal;

    /// <summary>What became of the last <see cref="Cpu.Execute"/> of translated code that computes before it can heed
    /// it.</summary>
    public byte HelperOutcome;

    /// <summary>The rules of arithmetic that hold now: the architecture's and what the guest has set besides.</summary>
    public FloatRules FloatRules;

    // The registers are aligned to 16 bytes.
    private fixed byte padding[1];

    /// <summary>The guest's registers, as its <see cref="RegisterFile"/> numbers and describes them. Aligned to 16
    /// bytes.</summary>
    public readonly ulong* Registers => (ulong*)((CpuState*)Unsafe.AsPointer(ref Unsafe.AsRef(in this)) + 1);

    /// <summary>Sets the rules of arithmetic and the rounding mode of instructions that have none. Call it also when a program
    /// has written the accrued exceptions.</summary>
    /// <param name="rules">The architecture's and what the guest has set besides.</param>
    /// <param name="rounding">The mode, without <see cref="FloatRounding.Careful"/>, which is added where it has to be: the
    /// host finds results inexact that it makes zeros, and the guest does not.</param>
    public void SetArithmetic(FloatRules rules, FloatRounding rounding)
    {
        FloatRules = rules;
        bool isCareful = (rules & FloatRules.FlushToZero) != 0 && (FloatFlags & FloatExceptions.Inexact) == 0;
        FloatRounding = isCareful ? rounding | FloatRounding.Careful : rounding;
    }

    /// <summary>The rounding mode without <see cref="FloatRounding.Careful"/>, for an instruction that is about to be
    /// interpreted; care ends here if there is no need of it any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloatRounding BeginInterpreted()
    {
        if ((FloatRounding & FloatRounding.Careful) == 0) return FloatRounding;
        FloatRounding rounding = FloatRounding & ~FloatRounding.Careful;
        SetArithmetic(FloatRules, rounding);
        return rounding;
    }

    /// <summary>The state of the CPU with these registers.</summary>
    public static CpuState* Of(void* registers) => (CpuState*)registers - 1;
}
