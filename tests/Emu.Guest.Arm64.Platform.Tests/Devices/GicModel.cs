namespace Emu.Guest.Arm64.Platform.Tests.Devices;

/// <summary>A GICv2 of one group as its specification tells it, without regard to speed: the oracle of the property
/// test.</summary>
internal sealed class GicModel(int cpus, int interrupts)
{
    private const uint Nobody = 1023;

    private readonly bool[] level = new bool[interrupts];
    private readonly bool[] active = new bool[interrupts];
    private readonly bool[,,] sent = new bool[cpus, 16, cpus];
    private readonly bool[,] sentActive = new bool[cpus, 16];
    private readonly Stack<(uint Value, int Priority)>[] served = [.. Enumerable.Range(0, cpus).Select(_ => new Stack<(uint, int)>())];

    public bool[] Enabled { get; } = new bool[interrupts];
    public bool[] IsEdge { get; } = new bool[interrupts];
    public bool[] Latched { get; } = new bool[interrupts];
    public int[] Priority { get; } = new int[interrupts];
    public int[] Targets { get; } = new int[interrupts];

    public void SetLevel(int interrupt, bool asserted)
    {
        if (IsEdge[interrupt] && asserted && !level[interrupt]) Latched[interrupt] = true;
        level[interrupt] = asserted;
    }

    public void Send(int sender, int interrupt, int targets)
    {
        for (int cpu = 0; cpu < cpus; cpu++)
            if ((targets >> cpu & 1) != 0) sent[cpu, interrupt, sender] = true;
    }

    public bool IsInterrupted(int cpu) => Best(cpu) is { } best && best.Priority >> 1 < RunningPriority(cpu) >> 1;

    public uint Acknowledge(int cpu)
    {
        if (!IsInterrupted(cpu)) return Nobody;
        (int interrupt, int priority) = Best(cpu)!.Value;
        uint value = (uint)interrupt;
        if (interrupt < 16)
        {
            int sender = Enumerable.Range(0, cpus).First(each => sent[cpu, interrupt, each]);
            sent[cpu, interrupt, sender] = false;
            sentActive[cpu, interrupt] = true;
            value |= (uint)sender << 10;
        }
        else
        {
            Latched[interrupt] = false;
            active[interrupt] = true;
        }

        served[cpu].Push((value, priority & ~1));
        return value;
    }

    /// <summary>What a CPU serves, the last that it has begun with.</summary>
    public uint? Running(int cpu) => served[cpu].Count == 0 ? null : served[cpu].Peek().Value;

    public void End(int cpu)
    {
        uint value = served[cpu].Pop().Value;
        int interrupt = (int)value & 1023;
        if (interrupt < 16) sentActive[cpu, interrupt] = false;
        else active[interrupt] = false;
    }

    private int RunningPriority(int cpu) => served[cpu].Count == 0 ? 0x100 : served[cpu].Peek().Priority;

    private (int Interrupt, int Priority)? Best(int cpu)
    {
        (int, int)? best = null;
        for (int interrupt = 0; interrupt < interrupts; interrupt++)
        {
            bool isReady = interrupt < 16
                ? !sentActive[cpu, interrupt] && Enumerable.Range(0, cpus).Any(sender => sent[cpu, interrupt, sender])
                : Enabled[interrupt] && !active[interrupt] && (Targets[interrupt] >> cpu & 1) != 0
                    && (Latched[interrupt] || (!IsEdge[interrupt] && level[interrupt]));
            int priority = Priority[interrupt];
            if (isReady && priority < 0xff && (best is not { } found || priority < found.Item2)) best = (interrupt, priority);
        }

        return best;
    }
}
