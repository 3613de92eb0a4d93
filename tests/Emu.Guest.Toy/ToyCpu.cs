using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Guest.Toy;

/// <summary>One toy CPU: without a kernel every access goes to the bus, and a fault or a kernel call stops it.</summary>
/// <remarks>Invariant of the unsafe code: as <see cref="Cpu"/> says of its state.</remarks>
public sealed unsafe class ToyCpu(int id, ToyModel model, AddressMap memory) : Cpu(id, model, memory)
{
    private ulong counter;

    /// <summary>Why the CPU has stopped; null while it has not.</summary>
    public (TrapKind Kind, ulong Value)? Fault { get; private set; }

    /// <inheritdoc/>
    public override bool IsWaiting => false;

    /// <inheritdoc/>
    public override int DataContext => 0;

    /// <inheritdoc/>
    public override int FetchContext => 0;

    /// <inheritdoc/>
    public override bool MayZeroBlocks => false;

    /// <inheritdoc/>
    public override void StartInUserMode() => State->Pc = 0;

    /// <inheritdoc/>
    public override bool Translate(VirtualAddress address, AccessKind kind, out Translation translation)
    {
        if (TryTranslate(address, kind, out translation)) return true;
        RaiseAccessFault(kind, address.Value);
        return false;
    }

    /// <inheritdoc/>
    public override bool TryTranslate(VirtualAddress address, AccessKind kind, out Translation translation)
    {
        if (Kernel is { } kernel) return kernel.TryTranslate(address, kind, out translation);
        translation = new Translation
        {
            Address = new PhysicalAddress(address.Value),
            PageSize = AddressMap.PageSize,
            Readable = true,
            Writable = true,
            Global = true,
            Cacheable = true,
        };
        return true;
    }

    /// <inheritdoc/>
    public override bool CheckPhysicalAccess(PhysicalAddress address, ulong length, AccessKind kind) => true;

    /// <inheritdoc/>
    public override void RaiseAccessFault(AccessKind kind, ulong address) => Trap(
        kind switch
        {
            AccessKind.Fetch => TrapKind.FetchFault,
            AccessKind.Load => TrapKind.LoadFault,
            _ => TrapKind.StoreFault,
        },
        address);

    /// <inheritdoc/>
    public override void RaiseMisaligned(AccessKind kind, ulong address) => Trap(TrapKind.Misaligned, address);

    /// <inheritdoc/>
    public override void RaiseIllegal(uint raw) => Trap(TrapKind.Illegal, raw);

    /// <inheritdoc/>
    public override bool Execute(uint operation, ulong first, ulong second, uint raw, out ulong result)
    {
        result = 0;
        switch ((ToySystem)operation)
        {
            case ToySystem.Count:
                counter += first;
                result = counter + second;
                State->Pc += sizeof(uint);
                return true;
            case ToySystem.Patch:
                State->Pc += sizeof(uint);
                result = first;
                PhysicalAddress next = new(State->Pc);
                if (Memory.Read(next, sizeof(uint), out ulong there) && there == first) return true;
                Memory.Write(next, sizeof(uint), first);
                Engine.PageTableStored(next);
                Engine.FenceInstructions();
                return true;
            default:
                Trap(TrapKind.SystemCall, 0);
                return false;
        }
    }

    /// <inheritdoc/>
    public override bool TakeInterrupt()
    {
        Interlocked.And(ref State->Requests, (int)~CpuRequests.Interrupt);
        Kernel?.Interrupt(this);
        return false;
    }

    /// <inheritdoc/>
    public override void Request(CpuRequests requests) => Interlocked.Or(ref State->Requests, (int)requests);

    /// <inheritdoc/>
    public override void SetLevel(int input, bool asserted)
    {
        if (asserted) Request(CpuRequests.Interrupt);
    }

    private void Trap(TrapKind kind, ulong value)
    {
        if (Kernel is { } kernel)
        {
            kernel.Trap(this, kind, (uint)kind, value);
            return;
        }

        Fault = (kind, value);
        Request(CpuRequests.Stop);
    }
}
