using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Linux;
using Emu.Guest.RiscV.Privileged;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using Emu.Linux.Syscalls;

namespace Emu.Linux.Tests.Signals;

/// <summary>A guest thread without a program, whose handlers a test enters and leaves. No signal of the host's reaches
/// it.</summary>
internal sealed unsafe class SignalThread : IDisposable
{
    public const ulong Handler = 0x12344, Sigreturn = 0x7ff00;
    private const ulong Room = 1 << 16;

    private readonly AddressMap map = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly Hart cpu;

    public SignalThread()
    {
        Memory = GuestMemory.Create(guestBase: null, reservedSize: 64 << 20);
        cpu = new Hart(0, new IsaOptions(), map, events);
        UserOptions options = Syscalls.GuestCaller.Options();
        Process = new LinuxProcess(
            RiscVLinux.Abi, options, Memory, new SyscallDispatcher(new SyscallTable(StructLayouts.Generic, [])))
        { SigreturnAddress = Sigreturn };
        Thread = new LinuxThread(Process, cpu);
        Stack = (ulong)Memory.Map(
            0, Room, PageProtection.Read | PageProtection.Write, MapFlags.Private | MapFlags.Anonymous, -1, 0);
        StackEnd = Stack + Room;
        Thread.State->Registers[2] = StackEnd - 8;
    }

    public GuestMemory Memory { get; }

    public LinuxProcess Process { get; }

    public LinuxThread Thread { get; }

    public ulong Stack { get; }

    public ulong StackEnd { get; }

    public ulong Read(ulong address)
    {
        Assert.True(Memory.TryRead(address, out ulong value));
        return value;
    }

    /// <summary>Runs on a thread of its own, whose mask may change.</summary>
    public static void OnOwnThread(Action<SignalThread> body)
    {
        Exception? failure = null;
        var runner = new Thread(() =>
        {
            try
            {
                using SignalThread thread = new();
                body(thread);
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        runner.Start();
        runner.Join();
        if (failure is not null) throw new AggregateException(failure);
    }

    public void Dispose()
    {
        Memory.Dispose();
        cpu.Dispose();
        events.Dispose();
        map.Dispose();
    }
}
