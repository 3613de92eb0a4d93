using System.Globalization;
using System.Text;
using Emu.Isa;

namespace Emu.Debugger;

/// <summary>What each packet of GDB's remote protocol does (GDB manual, E.2 to E.4), for a target that stands still.</summary>
internal sealed partial class GdbCommands
{
    private const string Done = "OK", Unknown = "";

    // As errno.h numbers them.
    private const string BadAddress = "E14", Invalid = "E22";

    /// <summary>Most bytes of memory or of a document in one packet: two digits each.</summary>
    private const int MostBytes = PacketReader.MostContent / 2;

    private readonly IDebugTarget target;
    private readonly DebugRegister[] registers;
    private readonly string description;

    // The thread whose registers and memory are meant, and the one that is stepped where a packet names none.
    private int current, stepped;
    private bool isPhysical, namesProcesses;

    public GdbCommands(IDebugTarget target)
    {
        this.target = target;
        registers = [.. target.Description.Features.SelectMany(feature => feature.Registers)];
        description = TargetXml.Of(target.Description);
        LastStop = new DebugStop(target.Threads[0], DebugStop.Trap);
        Reset();
    }

    /// <summary>Why the target stood still last.</summary>
    public DebugStop LastStop { get; set; }

    /// <summary>Shows a line to the user of the debugger.</summary>
    public required Action<string> SaysText { get; init; }

    /// <summary>Forgets what the debugger before has chosen.</summary>
    public void Reset()
    {
        CloseFiles();
        current = stepped = LastStop.Thread;
        isPhysical = namesProcesses = false;
    }

    /// <summary>Does what a packet asks.</summary>
    /// <param name="packet">Its content, a letter of Latin-1 for each byte.</param>
    public GdbReply Execute(string packet)
    {
        if (packet.Length == 0) return Unknown;
        string rest = packet[1..];
        return packet[0] switch
        {
            '?' => TellStop(),
            'g' => ReadRegisters(),
            'G' => WriteRegisters(rest),
            'p' => ReadRegister(rest),
            'P' => WriteRegister(rest),
            'm' => ReadMemory(rest),
            'M' => WriteMemory(rest, isBinary: false),
            'X' => WriteMemory(rest, isBinary: true),
            'Z' => ChangePoint(rest, target.TryAddPoint),
            'z' => ChangePoint(rest, target.TryRemovePoint),
            'c' => Continue(rest, signals: false, steps: false),
            'C' => Continue(rest, signals: true, steps: false),
            's' => Continue(rest, signals: false, steps: true),
            'S' => Continue(rest, signals: true, steps: true),
            'H' => ChooseThread(rest),
            'T' => ThreadNamed(rest) > 0 ? Done : Invalid,
            'D' => Detach(),
            'k' => new GdbReply(null) { Kills = true },
            'v' => ExecuteNamed(rest),
            'q' => Query(rest),
            'Q' => Set(rest),
            _ => Unknown,
        };
    }

    /// <summary>A stop as the debugger is told of it.</summary>
    public string Describe(DebugStop stop)
    {
        current = stepped = stop.Thread;
        string watchpoint = stop.Watchpoint is not { } met ? "" : met.Kind switch
        {
            DebugPointKind.ReadWatchpoint => $"rwatch:{met.Address:x};",
            DebugPointKind.AccessWatchpoint => $"awatch:{met.Address:x};",
            _ => $"watch:{met.Address:x};",
        };
        return $"T{stop.Signal:x2}thread:{NameOf(stop.Thread)};{watchpoint}";
    }

    // A debugger that begins to ask has set no points yet.
    private GdbReply TellStop()
    {
        target.RemoveAllPoints();
        return Describe(LastStop);
    }

    private GdbReply Detach()
    {
        target.RemoveAllPoints();
        return new GdbReply(Done) { Resumes = _ => true, Detaches = true };
    }

    private GdbReply ExecuteNamed(string rest) => rest switch
    {
        "Cont?" => "vCont;c;C;s;S",
        _ when rest.StartsWith("File:", StringComparison.Ordinal) => ExecuteOnFile(rest["File:".Length..]),
        _ when rest.StartsWith("Cont;", StringComparison.Ordinal) => ContinueEach(rest["Cont;".Length..]),
        _ when rest.StartsWith("Kill", StringComparison.Ordinal) => new GdbReply(Done) { Kills = true },
        _ when rest.StartsWith("Attach", StringComparison.Ordinal) => Describe(LastStop),
        _ => Unknown,
    };

    // "c", "C signal" or "s", each with an address to go on at.
    private GdbReply Continue(string rest, bool signals, bool steps)
    {
        string at = signals ? rest.Contains(';') ? rest[(rest.IndexOf(';') + 1)..] : "" : rest;
        int signal = 0;
        if (signals && !TryReadSignal(rest.Split(';')[0], out signal)) return Invalid;
        if (at.Length != 0)
        {
            if (Hex.Number(at) is not { } address) return Invalid;
            DebugRegister counter = registers[target.Description.ProgramCounter];
            target.WriteRegister(current, counter, address);
        }

        return steps
            ? Step(stepped, othersRun: false, signal)
            : new GdbReply(null) { Waits = true, Resumes = _ => true, Signal = signal };
    }

    // "action[:thread]" for some threads; of several that concern one the first counts, and one that none concerns stands
    // still. The signal is for the thread that was told of last.
    private GdbReply ContinueEach(string rest)
    {
        Dictionary<int, char> actions = [];
        int signal = 0;
        foreach (string each in rest.Split(';'))
        {
            string[] parts = each.Split(':');
            if (parts[0].Length == 0 || parts.Length > 2) return Invalid;
            char action = char.ToLowerInvariant(parts[0][0]);
            if (action is not ('c' or 's')) return Invalid;
            int own = 0;
            if (char.IsUpper(parts[0][0]) && !TryReadSignal(parts[0][1..], out own)) return Invalid;
            int only = parts.Length == 2 ? ThreadNamed(parts[1]) : AllThreads;
            if (only == NoThread) return Invalid;
            foreach (int thread in target.Threads)
            {
                if (only != AllThreads && only != thread) continue;
                if (actions.TryAdd(thread, action) && thread == LastStop.Thread) signal = own;
            }
        }

        bool othersRun = actions.ContainsValue('c');
        if (actions.GetValueOrDefault(current) == 's') return Step(current, othersRun, signal);
        foreach ((int thread, char action) in actions)
            if (action == 's') return Step(thread, othersRun, signal);
        return new GdbReply(null)
        {
            Waits = true,
            // A thread that is new by then runs too.
            Resumes = thread => actions.GetValueOrDefault(thread, 'c') == 'c' && (actions.ContainsKey(thread) || !IsKnown(thread)),
            Signal = signal,
        };

        bool IsKnown(int thread) => target.Threads.Contains(thread);
    }

    private static bool TryReadSignal(string text, out int signal)
    {
        signal = 0;
        if (Hex.Number(text) is not (<= byte.MaxValue and { } number)) return false;
        signal = (int)number;
        return true;
    }

    private GdbReply Step(int thread, bool othersRun, int signal)
    {
        if (target.Step(thread, othersRun, signal) is not { } stop) return new GdbReply(null) { Waits = true };
        return Describe(LastStop = stop);
    }

    private GdbReply ReadMemory(string rest)
    {
        if (Hex.Pair(rest) is not (var address, var length) || length > MostBytes) return Invalid;
        byte[] bytes = new byte[length];
        return target.TryReadMemory(current, address, bytes, isPhysical) ? Hex.Of(bytes) : BadAddress;
    }

    private GdbReply WriteMemory(string rest, bool isBinary)
    {
        int colon = rest.IndexOf(':');
        if (colon < 0 || Hex.Pair(rest.AsSpan(0, colon)) is not (var address, var length)) return Invalid;
        string content = rest[(colon + 1)..];
        byte[]? bytes = isBinary ? Encoding.Latin1.GetBytes(content) : Hex.Bytes(content);
        if (bytes is null || (ulong)bytes.Length != length) return Invalid;
        return target.TryWriteMemory(current, address, bytes, isPhysical) ? Done : BadAddress;
    }

    // "kind,address,length"; what may stand behind is for targets that announce it.
    private static GdbReply ChangePoint(string rest, Func<DebugPointKind, ulong, ulong, bool> change)
    {
        int comma = rest.IndexOf(',');
        if (comma != 1 || !char.IsAsciiDigit(rest[0]) || Hex.Pair(rest.AsSpan(comma + 1)) is not (var address, var length))
            return Invalid;
        var kind = (DebugPointKind)(rest[0] - '0');
        if (kind > DebugPointKind.AccessWatchpoint) return Unknown;
        return change(kind, address, length) ? Done : Invalid;
    }

    private string NameOf(int thread) => namesProcesses
        ? string.Create(CultureInfo.InvariantCulture, $"p{OnlyProcess:x2}.{thread:x2}")
        : string.Create(CultureInfo.InvariantCulture, $"{thread:x2}");
}
