using System.Runtime.InteropServices;
using Emu.Core.Memory;
using Emu.Engine.Access;
using Emu.Engine.Tlb;
using Emu.Host;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Engine.Lockstep;

/// <summary>
/// Runs each region twice: as translated code on copies of the memory that it accesses, then, after taking back what it
/// did to the registers, instruction by instruction in the interpreter, whose outcome counts. The first difference ends
/// the machine.
/// </summary>
/// <remarks>
/// Devices and other CPUs continue meanwhile. Both runs are compared access by access: as long as they have done the
/// same, a load that finds another value in the second run has seen something from outside, and what follows proves
/// nothing. Any other difference is an error of translated code. Regions do not lead to each other, and what only the
/// CPU can do is left to the interpreter. Invariant of the unsafe code: <see cref="state"/> belongs to the CPU, on
/// whose thread this object runs; <see cref="emptyTable"/> is this object's own until <see cref="Dispose"/>, has as
/// many entries as any table of the TLB, and stands in the state only while a region runs.
/// </remarks>
internal sealed unsafe class LockstepChecker : IDisposable
{
    /// <summary>Accesses after which a region is asked to leave, since it is about to be repeated step by step.</summary>
    private const int ManyAccesses = 256;

    /// <summary>Accesses after which it leaves in any case, by a side exit.</summary>
    private const int MostAccesses = 1 << 16;

    private readonly ICheckedCpu cpu;
    private readonly CpuState* state;

    // Whether the guest has vectors, which are stored by halves, and whether the region that ran last was left at a
    // store.
    private readonly bool hasHalves;
    private bool isLeftAtStore;
    private readonly DataAccess data;
    private readonly AccessLog interpreted;
    private readonly ShadowMemory shadow;
    private readonly byte[] code = new byte[AddressMap.PageSize];

    // A TLB table in which nothing is ever found, so that each access comes to the helper.
    private readonly void* emptyTable;

    private volatile bool isInTranslatedCode;

    /// <param name="cpu">The CPU.</param>
    /// <param name="data">Does the accesses of the CPU's interpreter.</param>
    /// <param name="log">Takes the accesses that <paramref name="data"/> does.</param>
    public LockstepChecker(ICheckedCpu cpu, DataAccess data, AccessLog log)
    {
        this.cpu = cpu;
        this.data = data;
        interpreted = log;
        state = cpu.Cpu.State;
        RegisterFile file = cpu.Cpu.Model.Architecture.Registers;
        hasHalves = file.Scalars < file.Count;
        shadow = new ShadowMemory(state);
        const int TableBytes = DataTlb.EntryCount << TlbEntry.SizeShift;
        emptyTable = NativeMemory.Alloc(TableBytes);
        new Span<byte>(emptyTable, TableBytes).Fill(0xff);
        data.EmptyTable = emptyTable;
    }

    /// <summary>Runs a region from <c>State->Pc</c> on.</summary>
    /// <exception cref="LockstepException">The two runs differ.</exception>
    public void Run(void* region)
    {
        cpu.Counters.Checks++;
        cpu.StartSampling();
        ReadOnlySpan<byte> page = cpu.CodePage(state->Pc);
        page.CopyTo(code);
        ArchitecturalState before = new(cpu.Cpu);
        void* table = state->DataTlb;
        data.DivertedTable = table;
        state->DataTlb = emptyTable;
        RunTranslated(region);
        isLeftAtStore = state->ExitCause == (uint)SideExitCause.Store;
        ArchitecturalState translated = new(cpu.Cpu);
        before.Restore(cpu.Cpu);
        interpreted.Clear();
        interpreted.IsRecording = true;
        bool completed = cpu.Step(translated.Retired - before.Retired);
        interpreted.IsRecording = false;
        data.DivertedTable = null;
        // A trap in the second run, or what followed it, may have selected another table.
        if (state->DataTlb == emptyTable) state->DataTlb = table;
        bool codeIsSame = page.SequenceEqual(code.AsSpan(0, page.Length)) && !cpu.CodeMayHaveChanged;
        Compare(before, translated, completed, codeIsSame);
    }

    /// <summary>The address at which translated code makes an access in place of a host address; null when it must
    /// leave.</summary>
    public byte* Redirect(byte* host, ulong address, int size, bool store, bool atomic)
    {
        if (shadow.Log.Count >= ManyAccesses) cpu.Cpu.Request(CpuRequests.Interrupt);
        return shadow.Log.Count >= MostAccesses ? null : shadow.Redirect(host, address, size, store, atomic);
    }

    /// <summary>
    /// Any thread: asks a region that is running to leave. The sampler's thread calls it again and again, for loops without
    /// accesses. False when no region runs.
    /// </summary>
    public bool Interrupt()
    {
        if (!isInTranslatedCode) return false;
        cpu.Cpu.Request(CpuRequests.Interrupt);
        return true;
    }

    public void Dispose()
    {
        shadow.Dispose();
        NativeMemory.Free(emptyTable);
    }

    private void RunTranslated(void* region)
    {
        shadow.Begin();
        isInTranslatedCode = true;
        NativeCode.Run(state->Registers, region);
        isInTranslatedCode = false;
        shadow.End();
    }

    private void Compare(ArchitecturalState before, ArchitecturalState translated, bool completed, bool codeIsSame)
    {
        (string? difference, bool isFromOutside) = FirstDifference(shadow.Log, interpreted, hasHalves && isLeftAtStore);
        ArchitecturalState after = new(cpu.Cpu);
        string differences = translated.Differences(after) + difference;
        if (!completed) differences += "\n  interpreted: trapped";
        if (differences.Length == 0) return;
        if (isFromOutside || !codeIsSame)
        {
            cpu.Counters.ChecksWithoutVerdict++;
            return;
        }

        throw new LockstepException(
            $"translated code differs from the interpreter on CPU {cpu.Cpu.Id} between pc {before.Pc:x} and " +
            $"{translated.Pc:x}:{differences}\nbefore: {before}\ntranslated: {translated}\ninterpreted: {after}");
    }

    // The first access in which the two runs differ, and whether only something outside of the CPU can explain it.
    // Behind what the interpreter did, translated code may have done loads before a side exit that returned to a
    // checkpoint, and the first half of a vector's store of which the interpreter executes the second.
    private static (string? Difference, bool IsFromOutside) FirstDifference(
        AccessLog mine, AccessLog others, bool isHalfStored)
    {
        for (int i = 0; i < Math.Max(mine.Count, others.Count); i++)
        {
            AccessLog.Entry? own = i < mine.Count ? mine[i] : null, other = i < others.Count ? others[i] : null;
            if (other is null && own is { IsWrite: false }) continue;
            bool isHalf = isHalfStored && other is null && own is { IsRead: false, Size: sizeof(ulong) };
            if (isHalf && i == mine.Count - 1) continue;
            bool isSameAccess = own is { } left && other is { } right && left.Address == right.Address
                && left.Size == right.Size && left.IsRead == right.IsRead && left.IsWrite == right.IsWrite;
            if (isSameAccess && own!.Value.IsRead && own.Value.Before != other!.Value.Before) return (null, true);
            if (isSameAccess && (!own!.Value.IsWrite || own.Value.After == other!.Value.After)) continue;
            return ($"\n  memory, {own?.ToString() ?? "nothing"}; interpreted {other?.ToString() ?? "nothing"}", false);
        }

        return (null, false);
    }
}
