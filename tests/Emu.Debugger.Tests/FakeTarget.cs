using Emu.Isa;

namespace Emu.Debugger.Tests;

/// <summary>Two CPUs with a few registers and 4 KiB of memory at 0x1000, and a list of what was asked of them.</summary>
internal sealed class FakeTarget : IDebugTarget
{
    public const ulong MemoryStart = 0x1000;

    private readonly Dictionary<(int Thread, string Register), UInt128> values = [];

    public byte[] Memory { get; } = new byte[0x1000];

    public List<string> Calls { get; } = [];

    public DebugStop NextStep { get; set; } = new(1, DebugStop.Trap);

    public DebugDescription Description { get; } = new(
        "test",
        [
            new DebugFeature("core", [Register("zero", 64, isFixed: true), Register("r1", 64), Register("pc", 64)]),
            new DebugFeature("wide", [Register("v0", 128), Register("flags", 8)]),
        ],
        ProgramCounter: 2);

    public IReadOnlyList<int> Threads => [1, 2];

    public bool IsRunning { get; set; } = true;

    public string ExecutableFile => "/bin/tested";

    public bool HasFiles => true;

    public int OpenFiles { get; private set; }

    public string DescribeThread(int thread) => $"CPU {thread - 1} [halted]";

    public UInt128 ReadRegister(int thread, DebugRegister register) => values.GetValueOrDefault((thread, register.Name));

    public void WriteRegister(int thread, DebugRegister register, UInt128 value) => values[(thread, register.Name)] = value;

    public bool TryReadMemory(int thread, ulong address, Span<byte> to, bool isPhysical)
    {
        if (isPhysical) Calls.Add("physical");
        if (!Holds(address, to.Length)) return false;
        Memory.AsSpan((int)(address - MemoryStart), to.Length).CopyTo(to);
        return true;
    }

    public bool TryWriteMemory(int thread, ulong address, ReadOnlySpan<byte> from, bool isPhysical)
    {
        if (!Holds(address, from.Length)) return false;
        from.CopyTo(Memory.AsSpan((int)(address - MemoryStart)));
        return true;
    }

    private bool Holds(ulong address, int length) =>
        length <= Memory.Length && address >= MemoryStart && address - MemoryStart <= (ulong)(Memory.Length - length);

    public bool TryAddPoint(DebugPointKind kind, ulong address, ulong length)
    {
        Calls.Add($"add {kind} {address:x} {length}");
        return length != 0;
    }

    public bool TryRemovePoint(DebugPointKind kind, ulong address, ulong length)
    {
        Calls.Add($"remove {kind} {address:x} {length}");
        return true;
    }

    public IDebugFile? OpenFile(byte[] path)
    {
        if (!path.SequenceEqual("/proc/1/maps"u8.ToArray())) return null;
        OpenFiles++;
        return new FakeFile(this);
    }

    public void RemoveAllPoints() => Calls.Add("remove all");

    public void Pause()
    {
        Calls.Add("pause");
        IsRunning = false;
    }

    public void Resume(Func<int, bool> runs, int signal)
    {
        Calls.Add("resume" + string.Concat(Threads.Where(runs).Select(thread => $" {thread}")) + Name(signal));
        IsRunning = true;
    }

    public DebugStop? Step(int thread, bool othersRun, int signal)
    {
        Calls.Add($"step {thread}{(othersRun ? " others run" : "")}{Name(signal)}");
        return NextStep with { Thread = thread };
    }

    public string Execute(int thread, string command) => $"did {command}\n";

    public void Kill() => Calls.Add("kill");

    private static string Name(int signal) => signal == 0 ? "" : $" signal {signal}";

    private sealed class FakeFile(FakeTarget target) : IDebugFile
    {
        private static readonly byte[] content = [.. "some #$} text"u8];

        public long Length => content.Length;

        public int Read(long position, Span<byte> buffer)
        {
            if (position >= content.Length) return 0;
            int count = Math.Min(buffer.Length, content.Length - (int)position);
            content.AsSpan((int)position, count).CopyTo(buffer);
            return count;
        }

        public void Dispose() => target.OpenFiles--;
    }

    private static DebugRegister Register(string name, int bits, bool isFixed = false) =>
        new(name, bits, _ => 0, isFixed ? null : (_, _) => { });
}
