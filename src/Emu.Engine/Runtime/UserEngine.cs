using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine.Cache;
using Emu.Engine.Code;
using Emu.Engine.Cpus;
using Emu.Engine.Debugging;
using Emu.Engine.Inspection;
using Emu.Engine.Tiering;
using Emu.Host;
using Emu.Isa;
using Emu.Translate;
using Emu.Translate.Abi;
using Emu.Translate.Llvm;

namespace Emu.Engine.Runtime;

/// <summary>
/// The engines of all threads of one user-mode process, and what they share: the address space as physical memory
/// without page tables, and the translated code. Any thread may call unless a member says otherwise.
/// </summary>
/// <remarks>
/// Translated code accesses memory directly until the program wants to see its own faults
/// (<see cref="UsePreciseFaults"/>); from then on it is code that keeps restart points in the state, which the
/// cache keeps apart.
/// Invariant of the unsafe code: user space lies at a fixed distance from its guest addresses until the process ends;
/// this class makes the one pointer to its start, and follows none.
/// </remarks>
public sealed unsafe class UserEngine : IDisposable
{
    /// <summary>At base 0 nothing is ever mapped below it, so that no host address of the guest's memory is 0.</summary>
    private const ulong LowestAddressAtZero = 0x1000;

    /// <summary>Milliseconds between two looks at what other processes have added to the cache files.</summary>
    private const int FollowInterval = 100;

    private readonly ulong hostBase;
    private readonly AccelOptions accel;
    private readonly IProgramObjects files;
    private readonly Action<string> warn;
    private readonly CodeTracker code;
    private readonly CpuActivity activity = new();
    private readonly Lock gate = new();

    // Guarded by gate.
    private readonly List<CpuRunner> runners = [];
    private ProgramStores? stores;
    private TranslationService? service;
    private MemoryAccess access;

    // The stores and the service of before UsePreciseFaults, whose code may still run.
    private ProgramStores? retiredStores;
    private TranslationService? retiredService;

    /// <param name="hostBase">Host address of guest address 0.</param>
    /// <param name="limit">First guest address beyond user space.</param>
    /// <param name="model">What the CPUs have.</param>
    /// <param name="accel">How code is run.</param>
    /// <param name="files">Tells which file code comes from.</param>
    /// <param name="isDebugged">A debugger may set watchpoints, for which all accesses are looked at.</param>
    /// <param name="warn">Takes lines for the user when the cache cannot be used as wanted.</param>
    public UserEngine(
        ulong hostBase, ulong limit, CpuModel model, AccelOptions accel, IProgramObjects files, Action<string> warn,
        bool isDebugged = false)
    {
        ArgumentNullException.ThrowIfNull(accel);
        this.hostBase = hostBase;
        this.accel = accel;
        this.files = files;
        this.warn = new FirstLine(warn).Say;
        Model = model;
        Memory = new AddressMap();
        ulong lowest = hostBase == 0 ? LowestAddressAtZero : 0;
        Memory.AddHostMemory(
            "program", new PhysicalAddress(lowest), limit - lowest, (byte*)(hostBase + lowest));
        code = new CodeTracker(Memory, watchesStores: false);
        // Comparing with the interpreter needs accesses that can be diverted, watchpoints such that can be refused.
        access = accel.Check || isDebugged ? MemoryAccess.Tlb : MemoryAccess.Direct;
        if (accel.Kind == AccelKind.Aot) (stores, service) = MakeService(access);
    }

    /// <summary>What a CPU of this process is made with.</summary>
    public AddressMap Memory { get; }

    /// <summary>Tells of stores to code. Set before any CPU runs; without it, each fence compares all pages of code that
    /// may be stored to.</summary>
    public ICodeGuard? CodeGuard
    {
        get;
        set
        {
            field = value;
            code.Changing = value is null ? null : new ChangingPages(value, NotifyModified, NotifyAllModified);
        }
    }

    /// <summary>What a CPU of this process is made with. Its thread starts only when a timer is set, which user mode
    /// never does.</summary>
    public EventLoop Events { get; } = new(new MachineClock());

    /// <summary>Where a debugger wants the CPUs to stop.</summary>
    public DebugPoints DebugPoints { get; } = new();

    /// <summary>What the CPUs have.</summary>
    public CpuModel Model { get; }

    /// <summary>Makes the engine of a CPU, which <c>Cpu.Engine</c> is afterwards. The thread that runs the CPU calls
    /// <see cref="CpuRunner.Run"/>, which returns after <see cref="CpuRequests.Stop"/> was requested.</summary>
    public CpuRunner Add(Cpu cpu)
    {
        lock (gate)
        {
            CpuRunner runner = new(cpu, code, DebugPoints, service);
            runner.SetMemoryBase(hostBase, access);
            runners.Add(runner);
            return runner;
        }
    }

    /// <summary>Disposes of the engine of a CPU that will not run any more.</summary>
    public void Remove(CpuRunner runner)
    {
        ArgumentNullException.ThrowIfNull(runner);
        lock (gate) runners.Remove(runner);
        runner.Dispose();
    }

    /// <summary>
    /// Pages were mapped, unmapped, or have another protection: all CPUs forget what they know of the range, each
    /// before its next block; the calling CPU, when <paramref name="caller"/> is one, at once.
    /// </summary>
    public void MappingChanged(CpuRunner? caller, ulong start, ulong length)
    {
        caller?.ForgetMapping(start, length);
        lock (gate)
            foreach (CpuRunner runner in runners)
                if (runner != caller) runner.Mailbox.PostRemapped(start, length);
    }

    /// <summary>Tells all CPUs of the stores that <see cref="CodeGuard"/> knows of; each forgets the code before its
    /// next block. Costs little when there are none.</summary>
    public void DeliverStores() => code.Changing?.Deliver();

    /// <summary><c>riscv_flush_icache</c> for all threads: stores made so far are visible to all fetches.</summary>
    public void FlushInstructions(CpuRunner? caller)
    {
        caller?.FenceInstructions();
        lock (gate)
            foreach (CpuRunner runner in runners)
                if (runner != caller) runner.RequestFence(null, instructions: true);
    }

    /// <summary>
    /// The program wants to see its own faults: from now on code can be left to the interpreter wherever it faults. Each
    /// CPU changes over before its next block. Cannot be undone.
    /// </summary>
    public void UsePreciseFaults()
    {
        lock (gate)
        {
            if (access != MemoryAccess.Direct) return;
            access = MemoryAccess.DirectExact;
            if (service is null) return;
            retiredStores = stores;
            retiredService = service;
            (stores, service) = MakeService(access);
            foreach (CpuRunner runner in runners) runner.Mailbox.PostService(service);
        }
    }

    /// <summary>
    /// Ends the engine's own threads, so that none holds a lock; they start again when they are wanted. The other guest
    /// threads must stand still already, and outside of the engine.
    /// </summary>
    public void BeginFork()
    {
        service?.Pause();
        retiredService?.Pause();
    }

    /// <summary>Ends <see cref="BeginFork"/> in the parent.</summary>
    public void EndForkInParent() => service?.Sampler?.Resume();

    /// <summary>Ends <see cref="BeginFork"/> in the child, where only one thread is left.</summary>
    public void EndForkInChild(CpuRunner survivor)
    {
        // The other runners are not disposed: their memory may be shared with the parent, and stays mapped.
        runners.Clear();
        runners.Add(survivor);
        service?.Keep(survivor);
        stores?.Detach();
        retiredStores?.Detach();
    }

    /// <summary>Gives up all descriptors: no cache file is used any more. Between <see cref="BeginFork"/> and its
    /// end.</summary>
    public void CloseFiles()
    {
        stores?.CloseFiles();
        retiredStores?.CloseFiles();
    }

    /// <summary>Whether anything was translated that is in the cache now. After <see cref="Finish"/>.</summary>
    public bool HasNewCode => stores?.HasNewCode == true || retiredStores?.HasNewCode == true;

    /// <summary>What a guest process that ends, or executes another program, leaves for the next one: translations go to
    /// the cache. Other guest threads may still run.</summary>
    public void Finish()
    {
        // A limit on the size of files is no reason to end in another way.
        ulong blocked = HostProcess.BlockSignals();
        stores?.PublishBaseline(all: true);
        retiredStores?.PublishBaseline(all: true);
        stores?.Mend();
        retiredStores?.Mend();
        HostProcess.RestoreSignals(blocked);
    }

    /// <summary>Frees everything. No guest thread runs any more.</summary>
    public void Dispose()
    {
        foreach (CpuRunner runner in runners.ToArray()) Remove(runner);
        service?.Dispose();
        retiredService?.Dispose();
        stores?.Dispose();
        retiredStores?.Dispose();
        code.Dispose();
        Events.Dispose();
        Memory.Dispose();
    }

    private void NotifyModified(ulong page)
    {
        lock (gate)
            foreach (CpuRunner runner in runners) runner.Mailbox.NotifyModified(page);
    }

    private void NotifyAllModified()
    {
        MemoryRegion all = Memory.Regions[0];
        ulong end = all.Start.Value + all.Size;
        lock (gate)
            foreach (CpuRunner runner in runners) runner.Mailbox.PostRemapped(0, end);
    }

    private (ProgramStores Stores, TranslationService Service) MakeService(MemoryAccess kind)
    {
        TranslatorOptions translator = accel.ForTranslator() with { MemoryAccess = kind };
        Lazy<CacheEnvironment> environment = new(() => HostEnvironment.Of(Model.Architecture, Model.Features, translator));
        ProgramStores made = new(files, (hash, name) => new CodeStore(new CodeStoreOptions
        {
            Mode = hash is null ? CacheMode.Off : accel.Cache,
            Directory = accel.CacheDirectory,
            File = accel.CacheFile,
            ImageHash = hash ?? default,
            ImageName = name,
            Environment = environment.Value,
            Warn = warn,
            MaximumSiblings = 0,
            CollectsAlways = false,
            FollowInterval = FollowInterval,
            IgnoresFileSizeSignal = false,
            ReportsFailedWrites = false,
            ReportsRefusals = Log.IsInUse,
        }));
        TieringPolicy policy = AotRuntime.PolicyOf(accel) with { RecordsProfile = false };
        return (made, new TranslationService(made, () => new RegionTranslator(translator), policy, activity)
        {
            MemoryAccess = kind,
            PerfMap = accel.PerfMap ? new PerfMap() : null,
        });
    }
}
