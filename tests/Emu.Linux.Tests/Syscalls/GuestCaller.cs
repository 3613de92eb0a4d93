using System.Text;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Linux;
using Emu.Isa;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using Emu.Linux.Syscalls;

namespace Emu.Linux.Tests.Syscalls;

/// <summary>A guest thread without a program, whose system calls a test makes. Its memory is not at base 0, so that a
/// pointer that is not converted is noticed.</summary>
internal sealed unsafe class GuestCaller : IDisposable
{
    /// <summary>Addresses of the guest that nothing is mapped at, and that no guest can have.</summary>
    public const ulong BeyondUserSpace = 1ul << 62;

    public const ulong CurrentFolder = unchecked((ulong)-100);

    private const ulong Room = 1 << 20;

    private readonly AddressMap map = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly Cpu cpu;
    private ulong next;

    public GuestCaller(UserOptions? options = null, LinuxAbi? abi = null)
    {
        Memory = GuestMemory.Create(guestBase: null, reservedSize: 64 << 20);
        abi ??= RiscVLinux.Abi;
        options ??= Options();
        cpu = options.Model.CreateCpu(0, map, events);
        Table = new SyscallTable(abi.Structs, RiscVLinux.Guest.OwnCalls);
        Process = new LinuxProcess(abi, options, Memory, new SyscallDispatcher(Table));
        Thread = new LinuxThread(Process, cpu);
        next = (ulong)Memory.Map(
            0, Room, PageProtection.Read | PageProtection.Write, MapFlags.Private | MapFlags.Anonymous, -1, 0);
    }

    public GuestMemory Memory { get; }

    public LinuxProcess Process { get; }

    public LinuxThread Thread { get; }

    /// <summary>The system calls that the guest can make.</summary>
    public SyscallTable Table { get; }

    public static UserOptions Options(params string[] arguments) => new()
    {
        Model = new IsaOptions(),
        Program = "/bin/guest"u8.ToArray(),
        Arguments = [.. arguments.Select(Encoding.UTF8.GetBytes)],
        Environment = [],
    };

    /// <summary>Makes a call as the guest would.</summary>
    public long Call(string name, params ulong[] arguments)
    {
        SetArguments(arguments);
        return SyscallDispatcher.Invoke(Thread, Find(name));
    }

    /// <summary>The line that the trace has for a call, without the process.</summary>
    public string Trace(string name, params ulong[] arguments)
    {
        SetArguments(arguments);
        string line = SyscallTrace.Call(Thread, Find(name), Thread.Arguments);
        return line[(line.IndexOf(' ') + 1)..];
    }

    /// <summary>Zeroed guest memory of that many bytes.</summary>
    public ulong Allocate(int bytes)
    {
        ulong address = next;
        next += ((ulong)bytes + 15) & ~15ul;
        return address;
    }

    /// <summary>Guest memory with these bytes.</summary>
    public ulong Place(ReadOnlySpan<byte> bytes)
    {
        ulong address = Allocate(bytes.Length);
        bytes.CopyTo(Bytes(address, bytes.Length));
        return address;
    }

    /// <summary>Guest memory with a string.</summary>
    public ulong Place(string text) => Place(Encoding.UTF8.GetBytes(text + "\0"));

    /// <summary>Guest memory with numbers.</summary>
    public ulong Place(params ulong[] values) => Place(System.Runtime.InteropServices.MemoryMarshal.AsBytes<ulong>(values));

    public Span<byte> Bytes(ulong address, int length) => new((byte*)Memory.ToHost(address), length);

    public string Text(ulong address, long length) => Encoding.UTF8.GetString(Bytes(address, (int)length));

    public T Value<T>(ulong address)
        where T : unmanaged => *(T*)Memory.ToHost(address);

    public void Dispose()
    {
        Memory.Dispose();
        cpu.Dispose();
        events.Dispose();
        map.Dispose();
    }

    private SyscallRow Find(string name) => Table.Rows.Single(row => row.Name == name);

    private void SetArguments(ulong[] arguments)
    {
        for (int i = 0; i < 6; i++)
            Thread.State->Registers[Process.Abi.ArgumentRegisters[i]] = i < arguments.Length ? arguments[i] : 0;
    }
}
