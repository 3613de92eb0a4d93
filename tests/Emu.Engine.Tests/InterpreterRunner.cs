using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine.Cpus;
using Emu.Engine.Runtime;
using Emu.Engine.Tiering;
using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Testing;
using Emu.Translate.Abi;

namespace Emu.Engine.Tests;

/// <summary>
/// Runs cases on the interpreter: in user mode, in memory that PMP opens just as far as <see cref="CpuCase"/> says.
/// Any trap goes to a handler in machine mode, whose store stops the CPU.
/// </summary>
internal sealed unsafe class InterpreterRunner : ICpuRunner, IDisposable
{
    private const ulong CodePage = CpuCase.CodeAddress & ~(AddressMap.PageSize - 1);
    private const ulong HandlerPage = 0x2000_0000;

    // MPP is user mode, FS is initial.
    private const ulong MStatusWithFloat = 1 << 13;

    // sb zero,0(zero): the stop device lies at address 0.
    private const uint StoreToStopDevice = 0x0000_0023;
    private const uint JumpToItself = 0x0000_006f;

    // Behind the handler: the block that a CPU starts with is always interpreted, and the case's must not be.
    private const ulong Start = HandlerPage + 8;
    private const uint Mret = 0x3020_0073;

    private readonly AddressMap memory = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly Hart cpu;
    private readonly EngineSet engines;

    /// <param name="translation">Where the engine finds translated code, if it shall.</param>
    public InterpreterRunner(TranslationService? translation = null)
    {
        StopDevice stop = new();
        memory.AddDevice(new PhysicalAddress(0), stop);
        memory.AddRam("handler", new PhysicalAddress(HandlerPage), AddressMap.PageSize);
        memory.AddRam("code", new PhysicalAddress(CodePage), AddressMap.PageSize);
        memory.AddRam("data", new PhysicalAddress(CpuCase.MemoryAddress), AddressMap.PageSize);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes(HandlerPage, 4), StoreToStopDevice);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes(HandlerPage + 4, 4), JumpToItself);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes(Start, 4), Mret);
        FillWithBreakpoints(Bytes(CodePage, (int)AddressMap.PageSize));

        cpu = new Hart(0, new IsaOptions(), memory, events);
        stop.Cpu = cpu;
        engines = new EngineSet(memory, [cpu], translation);
        WriteCsr(Csr.MTVec, HandlerPage);
        WriteCsr(Csr.PmpAddr0, NaturallyAlignedPage(CodePage));
        WriteCsr(Csr.PmpAddr0 + 1, NaturallyAlignedPage(CpuCase.MemoryAddress));
        WriteCsr(Csr.PmpCfg0, 0x1b1f);
    }

    /// <summary>The engine.</summary>
    public CpuRunner Engine => engines.Runners[0];

    /// <summary>Called with the bytes of a case's page before the case runs.</summary>
    public Action<CpuCase, byte[]> Prepared { get; init; } = (_, _) => { };

    /// <summary>Translated code accesses memory in that way; directly it reaches the cases' data, and must not be led
    /// elsewhere.</summary>
    public void SetMemoryAccess(MemoryAccess access)
    {
        fixed (byte* data = Bytes(CpuCase.MemoryAddress, CpuCase.MemorySize))
            Engine.SetMemoryBase((ulong)data - CpuCase.MemoryAddress, access);
    }

    public CpuResult[] Run(IReadOnlyList<CpuCase> cases) => [.. cases.Select(Run)];

    public void Dispose()
    {
        engines.Dispose();
        events.Dispose();
        cpu.Dispose();
        memory.Dispose();
    }

    private static ulong NaturallyAlignedPage(ulong page) => (page >> 2) | ((AddressMap.PageSize >> 3) - 1);

    private static void FillWithBreakpoints(Span<byte> code)
    {
        for (int i = 0; i < code.Length; i += 2)
            BinaryPrimitives.WriteUInt16LittleEndian(code[i..], RiscVWord.CEbreak);
    }

    private CpuResult Run(CpuCase source)
    {
        Prepare(source);
        engines.Runners[0].Run();
        Interlocked.And(ref cpu.State->Requests, ~(int)CpuRequests.Stop);
        return new CpuResult
        {
            Stop = StopOf((ExceptionCause)ReadCsr(Csr.MCause)),
            Pc = ReadCsr(Csr.MEpc),
            X = new Span<ulong>(cpu.State->Registers, 32).ToArray(),
            F = new Span<ulong>(cpu.State->Registers + RiscVArchitecture.FirstFloat, 32).ToArray(),
            Fcsr = (uint)ReadCsr(Csr.Fcsr),
            Memory = Bytes(CpuCase.MemoryAddress, CpuCase.MemorySize).ToArray(),
        };
    }

    private void Prepare(CpuCase source)
    {
        Span<byte> code = Bytes(CpuCase.CodeAddress, CpuCase.CodeCapacity);
        FillWithBreakpoints(code);
        source.CodeBytes().CopyTo(code);
        engines.NotifyStored(new PhysicalAddress(CpuCase.CodeAddress), CpuCase.CodeCapacity);

        Span<byte> data = Bytes(CpuCase.MemoryAddress, CpuCase.MemorySize);
        data.Clear();
        source.Memory.CopyTo(data);

        source.X.CopyTo(new Span<ulong>(cpu.State->Registers, 32));
        cpu.State->Registers[0] = 0;
        source.F.CopyTo(new Span<ulong>(cpu.State->Registers + RiscVArchitecture.FirstFloat, 32));
        cpu.State->ReservationWidth = 0;
        WriteCsr(Csr.MStatus, MStatusWithFloat);
        WriteCsr(Csr.Fcsr, source.Fcsr);
        WriteCsr(Csr.MEpc, CpuCase.CodeAddress);
        cpu.State->Pc = Start;
        Prepared(source, Bytes(CodePage, (int)AddressMap.PageSize).ToArray());
    }

    private static CpuStop StopOf(ExceptionCause cause) => cause switch
    {
        ExceptionCause.IllegalInstruction => CpuStop.IllegalInstruction,
        ExceptionCause.Breakpoint => CpuStop.Breakpoint,
        ExceptionCause.LoadAddressMisaligned or ExceptionCause.StoreAddressMisaligned => CpuStop.Misaligned,
        ExceptionCause.InstructionAccessFault or ExceptionCause.LoadAccessFault or ExceptionCause.StoreAccessFault =>
            CpuStop.Unmapped,
        _ => throw new InvalidOperationException($"The hart stopped because of {cause}."),
    };

    private Span<byte> Bytes(ulong address, int length) => memory.Memory(new PhysicalAddress(address), length);

    private ulong ReadCsr(int csr)
    {
        if (!cpu.AccessCsr(csr, CsrOperation.Set, 0, reads: true, writes: false, 0, out ulong value))
            throw new InvalidOperationException($"{CsrNames.NameOrNumber(csr)} cannot be read.");
        return value;
    }

    private void WriteCsr(int csr, ulong value)
    {
        if (!cpu.AccessCsr(csr, CsrOperation.Write, value, reads: false, writes: true, 0, out _))
            throw new InvalidOperationException($"{CsrNames.NameOrNumber(csr)} cannot be written.");
    }
}
