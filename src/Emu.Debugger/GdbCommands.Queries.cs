using System.Text;

namespace Emu.Debugger;

/// <content>Questions, settings, and threads, of which all are of one process.</content>
internal sealed partial class GdbCommands
{
    private const int OnlyProcess = 1, AllThreads = -1, NoThread = -2;

    // QEMU's bits for "maintenance packet Qqemu.sstep": single steps are made without interrupts and timers, always.
    private const int StepsAlone = 7;

    private GdbReply Query(string rest)
    {
        int colon = rest.IndexOfAny([':', ',']);
        string name = colon < 0 ? rest : rest[..colon], argument = colon < 0 ? "" : rest[(colon + 1)..];
        return name switch
        {
            "Supported" => Supported(argument),
            "C" => $"QC{NameOf(current)}",
            "fThreadInfo" => "m" + string.Join(',', target.Threads.Select(NameOf)),
            "sThreadInfo" => "l",
            "ThreadExtraInfo" => ThreadNamed(argument) is > 0 and var thread ? Hex.Of(target.DescribeThread(thread)) : Invalid,
            "Attached" => "1",
            "Symbol" => Done,
            "Xfer" => Transfer(argument),
            "Rcmd" => Command(argument),
            "qemu.sstepbits" => "ENABLE=1,NOIRQ=2,NOTIMER=4",
            "qemu.sstep" => $"0x{StepsAlone:x}",
            "qemu.PhyMemMode" => isPhysical ? "1" : "0",
            _ => Unknown,
        };
    }

    private GdbReply Set(string rest)
    {
        switch (rest)
        {
            case "StartNoAckMode":
                return new GdbReply(Done) { EndsAcknowledging = true };
            case "qemu.PhyMemMode:0" or "qemu.PhyMemMode:1":
                isPhysical = rest[^1] == '1';
                return Done;
            case "qemu.sstep=7" or "qemu.sstep=0x7":
                return Done;
            default:
                return rest.StartsWith("qemu.sstep=", StringComparison.Ordinal) ? Invalid : Unknown;
        }
    }

    private GdbReply Supported(string features)
    {
        namesProcesses = features.Split(';').Contains("multiprocess+");
        string auxiliary = target.AuxiliaryVector is null ? "" : "qXfer:auxv:read+;";
        if (target.ExecutableFile is not null) auxiliary += "qXfer:exec-file:read+;";
        return $"PacketSize={PacketReader.MostContent:x};qXfer:features:read+;{auxiliary}vContSupported+;multiprocess+;QStartNoAckMode+";
    }

    // "object:read:annex:offset,length"
    private GdbReply Transfer(string argument)
    {
        string[] parts = argument.Split(':');
        if (parts.Length != 4 || parts[1] != "read") return Unknown;
        string? content = (parts[0], parts[2]) switch
        {
            ("features", "target.xml") => description,
            ("auxv", "") when target.AuxiliaryVector is { } vector => Encoding.Latin1.GetString(vector),
            // The annex is the process.
            ("exec-file", _) when target.ExecutableFile is { } file => file,
            ("features", _) => null,
            _ => "",
        };
        if (content is null) return "E00";
        if (content.Length == 0) return Unknown;
        if (Hex.Pair(parts[3]) is not (var offset, var length)) return Invalid;
        if (offset >= (ulong)content.Length) return "l";
        int start = (int)offset, count = (int)Math.Min(Math.Min(length, MostBytes), (ulong)(content.Length - start));
        return string.Concat(start + count == content.Length ? "l" : "m", content.AsSpan(start, count));
    }

    private GdbReply Command(string argument)
    {
        if (Hex.Bytes(argument) is not { } bytes) return Invalid;
        string said = target.Execute(current, Encoding.UTF8.GetString(bytes));
        if (said.Length != 0) SaysText(said);
        return Done;
    }

    // "g thread" for registers and memory, "c thread" for steps.
    private GdbReply ChooseThread(string rest)
    {
        if (rest.Length < 2 || rest[0] is not ('g' or 'c')) return Invalid;
        int thread = ThreadNamed(rest[1..]);
        if (thread == NoThread) return Invalid;
        if (thread == AllThreads) return Done;
        if (rest[0] == 'g') current = thread;
        else stepped = thread;
        return Done;
    }

    // The thread that "thread" or "pprocess.thread" names; 0 stands for any, -1 for all.
    private int ThreadNamed(string name)
    {
        string thread = name;
        if (name.StartsWith('p'))
        {
            int point = name.IndexOf('.');
            string process = point < 0 ? name[1..] : name[1..point];
            if (process != "-1" && Hex.Number(process) is not (0 or OnlyProcess)) return NoThread;
            thread = point < 0 ? "-1" : name[(point + 1)..];
        }

        if (thread == "-1") return AllThreads;
        if (Hex.Number(thread) is not (<= int.MaxValue and { } number)) return NoThread;
        if (number == 0) return current;
        return target.Threads.Contains((int)number) ? (int)number : NoThread;
    }
}
