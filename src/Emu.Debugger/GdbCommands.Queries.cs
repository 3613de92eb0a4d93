using System.Text;

namespace Emu.Debugger;

/// <content>Questions, settings, and threads: each CPU is one, from 1, of the one process.</content>
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
            "fThreadInfo" => "m" + string.Join(',', Enumerable.Range(0, target.CpuCount).Select(NameOf)),
            "sThreadInfo" => "l",
            "ThreadExtraInfo" => ThreadNamed(argument) is >= 0 and var cpu ? Hex.Of(target.DescribeCpu(cpu)) : Invalid,
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
        return $"PacketSize={PacketReader.MostContent:x};qXfer:features:read+;vContSupported+;multiprocess+;QStartNoAckMode+";
    }

    // "features:read:target.xml:offset,length"
    private GdbReply Transfer(string argument)
    {
        const string document = "features:read:target.xml:";
        if (!argument.StartsWith("features:read:", StringComparison.Ordinal)) return Unknown;
        if (!argument.StartsWith(document, StringComparison.Ordinal)) return "E00";
        if (Hex.Pair(argument.AsSpan(document.Length)) is not (var offset, var length)) return Invalid;
        if (offset >= (ulong)description.Length) return "l";
        int start = (int)offset, count = (int)Math.Min(Math.Min(length, MostBytes), (ulong)(description.Length - start));
        return string.Concat(start + count == description.Length ? "l" : "m", description.AsSpan(start, count));
    }

    private GdbReply Command(string argument)
    {
        if (Hex.Bytes(argument) is not { } bytes) return Invalid;
        string said = target.Execute(Encoding.UTF8.GetString(bytes));
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

    // The CPU that "thread" or "pprocess.thread" names; 0 stands for any, -1 for all.
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
        if (Hex.Number(thread) is not { } number || number > (ulong)target.CpuCount) return NoThread;
        return number == 0 ? current : (int)number - 1;
    }
}
