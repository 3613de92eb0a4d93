using Emu.Host;

namespace Emu.Net.User;

/// <summary>Finds the owner of a descriptor that has become ready. An event for one that has gone meanwhile is
/// dropped.</summary>
internal sealed class ReadyTable : IDisposable
{
    private readonly ReadyDescriptors descriptors;
    private readonly List<(IReadyHandler? Handler, uint Generation)> slots = [];
    private readonly Stack<int> free = [];

    public ReadyTable() => descriptors = ReadyDescriptors.Create(out HostError error)
        ?? throw new NetException(NetError.HostRefused, $"no descriptor is left for a network: {error}; raise ulimit -n");

    /// <summary>What an event loop waits for.</summary>
    public int Descriptor => descriptors.Descriptor;

    /// <summary>Adds a descriptor; returns its place, or a negative error.</summary>
    public int Add(int descriptor, IReadyHandler handler)
    {
        if (!free.TryPop(out int slot))
        {
            slot = slots.Count;
            slots.Add(default);
        }

        uint generation = slots[slot].Generation + 1;
        slots[slot] = (handler, generation);
        int result = descriptors.Add(descriptor, (ulong)generation << 32 | (uint)slot);
        if (result >= 0) return slot;
        Remove(slot);
        return result;
    }

    /// <summary>Forgets a place; the descriptor is closed by its owner.</summary>
    public void Remove(int slot)
    {
        slots[slot] = (null, slots[slot].Generation);
        free.Push(slot);
    }

    /// <summary>Tells the owners what has happened. Work is bounded: what is left wakes the loop again.</summary>
    public void Dispatch()
    {
        int count = descriptors.Collect();
        for (int i = 0; i < count; i++)
        {
            ulong token = descriptors.Token(i);
            (IReadyHandler? handler, uint generation) = slots[(int)(uint)token];
            if (generation == token >> 32) handler?.Ready(descriptors.Events(i));
        }
    }

    public void Dispose() => descriptors.Dispose();
}
