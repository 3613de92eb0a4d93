using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

/// <summary>A device that gives back what it reads, and counts.</summary>
internal sealed class EchoDevice : VirtioDevice
{
    private static readonly ushort[] Sizes = [16, 8];

    public int Chains { get; private set; }

    public int Turns { get; private set; }

    /// <summary>Chains are kept instead of given back.</summary>
    public bool Keeps { get; set; }

    public List<VirtChain> Kept { get; } = [];

    /// <summary>Called with the queue in each turn, before buffers are taken.</summary>
    public Action? Turn { get; set; }

    public override string Name => "echo";

    public override uint DeviceId => Kind;

    /// <summary>The kind of device that it says it is.</summary>
    public uint Kind { get; init; } = 63;

    public override int ConfigurationSize => 8;

    protected override ulong DeviceFeatures => 3;

    protected override IReadOnlyList<ushort> QueueSizes => Sizes;

    protected override void QueueNotified(VirtQueue queue)
    {
        Turns++;
        Turn?.Invoke();
        while (queue.TryPop(out VirtChain? chain))
        {
            Chains++;
            if (Keeps)
            {
                Kept.Add(chain);
                continue;
            }

            byte[] bytes = new byte[chain.Readable.Length];
            chain.Read(0, bytes);
            queue.Push(chain, (uint)chain.Write(0, bytes));
        }

        queue.Notify();
    }

    protected override ValueTask StopAsync(VirtQueue? queue)
    {
        foreach (VirtChain chain in Kept) Queues[0].Push(chain, 0);
        Kept.Clear();
        return default;
    }

    protected override void GetConfiguration(Span<byte> space)
    {
        space[0] = 0x12;
        space[7] = 0x78;
    }
}
