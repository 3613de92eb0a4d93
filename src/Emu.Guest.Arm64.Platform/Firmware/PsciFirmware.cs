using Emu.Core.Memory;
using Emu.Isa;
using Emu.Machine.Cpus;
using Emu.Machine.Firmware;

namespace Emu.Guest.Arm64.Firmware;

/// <summary>
/// The firmware inside the emulator: the Power State Coordination Interface 1.1 (Arm DEN 0022) and what the SMC calling
/// convention asks of firmware (Arm DEN 0028), by HVC.
/// </summary>
/// <remarks>Invariant of the unsafe code: the registers belong to the calling CPU, which waits for the call's end on
/// this thread.</remarks>
public sealed unsafe class PsciFirmware : IFirmwareCalls, IFirmware
{
    // Functions; those with 64-bit arguments have bit 30 besides.
    private const uint Version = 0x8400_0000, CpuSuspend = 0x8400_0001, CpuOff = 0x8400_0002, CpuOn = 0x8400_0003,
        AffinityInfo = 0x8400_0004, MigrateInfoType = 0x8400_0006, SystemOff = 0x8400_0008, SystemReset = 0x8400_0009,
        Features = 0x8400_000a, SystemReset2 = 0x8400_0012, ConventionVersion = 0x8000_0000, LongArguments = 0x4000_0000;

    private const long NotSupported = -1, InvalidParameters = -2, AlreadyOn = -4, OnPending = -5, InvalidAddress = -9;

    private const long InterfaceVersion = 1 << 16 | 1, Convention = 1 << 16 | 1, NoMigration = 2;

    private const long On = 0, Off = 1, Pending = 2;

    // CPU_SUSPEND's argument: the state of the power-down kind.
    private const uint PowersDown = 1 << 16;

    private const ulong AffinityMask = 0xff_00ff_ffff;

    private readonly MachineServices machine;

    /// <summary>Serves the CPUs of a machine.</summary>
    public PsciFirmware(MachineServices machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        this.machine = machine;
        Arm64Cpu[] cpus = [.. machine.Cpus.Select(thread => (Arm64Cpu)thread.Cpu)];
        foreach (Arm64Cpu cpu in cpus) cpu.Others = [.. cpus.Where(other => other != cpu)];
    }

    /// <inheritdoc/>
    public bool UsesSecureMonitor => false;

    /// <inheritdoc/>
    public void Serve(Cpu cpu, bool isServed) => ((Arm64Cpu)cpu).Firmware = isServed ? this : null;

    /// <inheritdoc/>
    public void Reset(Cpu cpu)
    {
    }

    /// <inheritdoc/>
    public void Call(Arm64Cpu cpu)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        ulong* arguments = cpu.State->Registers;
        uint function = (uint)arguments[0];
        bool isLong = (function & LongArguments) != 0;
        ulong first = isLong ? arguments[1] : (uint)arguments[1];
        ulong second = isLong ? arguments[2] : (uint)arguments[2];
        ulong third = isLong ? arguments[3] : (uint)arguments[3];
        long result = function switch
        {
            Version => InterfaceVersion,
            CpuSuspend or CpuSuspend | LongArguments => Suspend(cpu, (uint)first, second, third),
            CpuOff => TurnOff(cpu),
            CpuOn or CpuOn | LongArguments => TurnOn(first, second, third),
            AffinityInfo or AffinityInfo | LongArguments => second != 0 ? InvalidParameters : StateOf(first),
            MigrateInfoType => NoMigration,
            SystemOff => End(cpu, isReset: false),
            SystemReset => End(cpu, isReset: true),
            // Only the architecture's own kind of reset: warm.
            SystemReset2 or SystemReset2 | LongArguments => (uint)first == 0 ? End(cpu, isReset: true) : InvalidParameters,
            Features => IsOffered((uint)first) ? 0 : NotSupported,
            ConventionVersion => Convention,
            _ => NotSupported,
        };
        arguments[0] = (ulong)result;
    }

    private static bool IsOffered(uint function) => (function & ~LongArguments) is CpuSuspend or CpuOn or AffinityInfo or SystemReset2
        || function is Version or CpuOff or MigrateInfoType or SystemOff or SystemReset or Features or ConventionVersion;

    private CpuThread? Find(ulong affinity) =>
        machine.Cpus.FirstOrDefault(thread => (((Arm64Cpu)thread.Cpu).Affinity & AffinityMask) == (affinity & AffinityMask));

    private long TurnOn(ulong affinity, ulong entry, ulong argument)
    {
        if (Find(affinity) is not { } thread) return InvalidParameters;
        if ((entry & 3) != 0 || machine.Memory.Find(new PhysicalAddress(entry)) is not { Host: not null }) return InvalidAddress;
        if (thread.TryStart(cpu => ((Arm64Cpu)cpu).StartInKernel(entry, argument))) return 0;
        return thread.Status == CpuStatus.StartPending ? OnPending : AlreadyOn;
    }

    private long TurnOff(Arm64Cpu cpu)
    {
        machine.Cpus[cpu.Id].StopItself();
        return 0;
    }

    private long StateOf(ulong affinity) => Find(affinity)?.Status switch
    {
        null => InvalidParameters,
        CpuStatus.Stopped => Off,
        CpuStatus.StartPending => Pending,
        _ => On,
    };

    // Waits for an interrupt; where the state is lost meanwhile, the CPU goes on as if it had been turned on.
    private long Suspend(Arm64Cpu cpu, uint state, ulong entry, ulong argument)
    {
        CpuThread thread = machine.Cpus[cpu.Id];
        thread.IsSuspended = true;
        cpu.WaitForInterrupt();
        thread.IsSuspended = false;
        if ((state & PowersDown) == 0) return 0;
        cpu.StartInKernel(entry, argument);
        return (long)argument;
    }

    private long End(Arm64Cpu cpu, bool isReset)
    {
        if (isReset) machine.Control.RequestReset();
        else machine.Control.RequestShutdown(0);
        machine.Cpus[cpu.Id].RequestStop();
        return 0;
    }
}
