using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine.Tiering;
using Emu.Isa.RiscV;
using Emu.Isa.RiscV.Privileged;
using Emu.Testing;

namespace Emu.Engine.Tests;

/// <summary>
/// Runs cases on the interpreter: in user mode, in memory that PMP opens just as far as <see cref="HartCase"/> says.
/// Any trap goes to a handler in machine mode, whose store stops the hart.
/// </summary>
internal sealed unsafe class InterpreterRunner : IHartRunner, IDisposable
{
    private const ulong CodePage = HartCase.CodeAddress & ~(AddressMap.PageSize - 1);
    private const ulong HandlerPage = 0x2000_0000;

    // MPP is user mode, FS is initial.
    private const ulong MStatusWithFloat = 1 << 13;

    // sb zero,0(zero): the stop device lies at address 0.
    private const uint StoreToStopDevice = 0x0000_0023;
    private const uint JumpToItself = 0x0000_006f;

    // Behind the handler: the block that a hart starts with is always interpreted, and the case's must not be.
    private const ulong Start = HandlerPage + 8;
    private const uint Mret = 0x3020_0073;

    private readonly AddressMap memory = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly Hart hart;
    private readonly EngineSet engines;

    /// <param name="translation">Where the engine finds translated code, if it shall.</param>
    public InterpreterRunner(TranslationService? translation = null)
    {
        StopDevice stop = new();
        memory.AddDevice(new PhysicalAddress(0), stop);
        memory.AddRam("handler", new PhysicalAddress(HandlerPage), AddressMap.PageSize);
        memory.AddRam("code", new PhysicalAddress(CodePage), AddressMap.PageSize);
        memory.AddRam("data", new PhysicalAddress(HartCase.MemoryAddress), AddressMap.PageSize);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes(HandlerPage, 4), StoreToStopDevice);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes(HandlerPage + 4, 4), JumpToItself);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes(Start, 4), Mret);
        FillWithBreakpoints(Bytes(CodePage, (int)AddressMap.PageSize));

        hart = new Hart(0, new IsaOptions(), memory, events);
        stop.Hart = hart;
        engines = new EngineSet(memory, [hart], translation);
        WriteCsr(Csr.MTVec, HandlerPage);
        WriteCsr(Csr.PmpAddr0, NaturallyAlignedPage(CodePage));
        WriteCsr(Csr.PmpAddr0 + 1, NaturallyAlignedPage(HartCase.MemoryAddress));
        WriteCsr(Csr.PmpCfg0, 0x1b1f);
    }

    /// <summary>The engine.</summary>
    public HartRunner Engine => engines.Runners[0];

    /// <summary>Called with the bytes of a case's page before the case runs.</summary>
    public Action<HartCase, byte[]> Prepared { get; init; } = (_, _) => { };

    /// <summary>Translated code accesses memory in that way; directly it reaches the cases' data, and must not be led
    /// elsewhere.</summary>
    public void SetMemoryAccess(MemoryAccess access)
    {
        fixed (byte* data = Bytes(HartCase.MemoryAddress, HartCase.MemorySize))
            Engine.SetMemoryBase((ulong)data - HartCase.MemoryAddress, access);
    }

    public HartResult[] Run(IReadOnlyList<HartCase> cases) => [.. cases.Select(Run)];

    public void Dispose()
    {
        engines.Dispose();
        events.Dispose();
        hart.Dispose();
        memory.Dispose();
    }

    private static ulong NaturallyAlignedPage(ulong page) => (page >> 2) | ((AddressMap.PageSize >> 3) - 1);

    private static void FillWithBreakpoints(Span<byte> code)
    {
        for (int i = 0; i < code.Length; i += 2)
            BinaryPrimitives.WriteUInt16LittleEndian(code[i..], RiscVWord.CEbreak);
    }

    private HartResult Run(HartCase source)
    {
        Prepare(source);
        engines.Runners[0].Run();
        Interlocked.And(ref hart.State->Requests, ~(int)HartRequests.Stop);
        return new HartResult
        {
            Stop = StopOf((ExceptionCause)ReadCsr(Csr.MCause)),
            Pc = ReadCsr(Csr.MEpc),
            X = new Span<ulong>(hart.State->X, 32).ToArray(),
            F = new Span<ulong>(hart.State->F, 32).ToArray(),
            Fcsr = (uint)ReadCsr(Csr.Fcsr),
            Memory = Bytes(HartCase.MemoryAddress, HartCase.MemorySize).ToArray(),
        };
    }

    private void Prepare(HartCase source)
    {
        Span<byte> code = Bytes(HartCase.CodeAddress, HartCase.CodeCapacity);
        FillWithBreakpoints(code);
        source.CodeBytes().CopyTo(code);
        engines.NotifyStored(new PhysicalAddress(HartCase.CodeAddress), HartCase.CodeCapacity);

        Span<byte> data = Bytes(HartCase.MemoryAddress, HartCase.MemorySize);
        data.Clear();
        source.Memory.CopyTo(data);

        source.X.CopyTo(new Span<ulong>(hart.State->X, 32));
        hart.State->X[0] = 0;
        source.F.CopyTo(new Span<ulong>(hart.State->F, 32));
        hart.State->ReservationWidth = 0;
        WriteCsr(Csr.MStatus, MStatusWithFloat);
        WriteCsr(Csr.Fcsr, source.Fcsr);
        WriteCsr(Csr.MEpc, HartCase.CodeAddress);
        hart.State->Pc = Start;
        Prepared(source, Bytes(CodePage, (int)AddressMap.PageSize).ToArray());
    }

    private static HartStop StopOf(ExceptionCause cause) => cause switch
    {
        ExceptionCause.IllegalInstruction => HartStop.IllegalInstruction,
        ExceptionCause.Breakpoint => HartStop.Breakpoint,
        ExceptionCause.LoadAddressMisaligned or ExceptionCause.StoreAddressMisaligned => HartStop.Misaligned,
        ExceptionCause.InstructionAccessFault or ExceptionCause.LoadAccessFault or ExceptionCause.StoreAccessFault =>
            HartStop.Unmapped,
        _ => throw new InvalidOperationException($"The hart stopped because of {cause}."),
    };

    private Span<byte> Bytes(ulong address, int length) => memory.Memory(new PhysicalAddress(address), length);

    private ulong ReadCsr(int csr)
    {
        if (!hart.AccessCsr(csr, CsrOperation.Set, 0, reads: true, writes: false, 0, out ulong value))
            throw new InvalidOperationException($"{CsrNames.NameOrNumber(csr)} cannot be read.");
        return value;
    }

    private void WriteCsr(int csr, ulong value)
    {
        if (!hart.AccessCsr(csr, CsrOperation.Write, value, reads: false, writes: true, 0, out _))
            throw new InvalidOperationException($"{CsrNames.NameOrNumber(csr)} cannot be written.");
    }
}
