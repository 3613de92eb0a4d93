using Emu.Host;

namespace Emu.Monitor;

/// <summary>Descriptors that a client has sent beside its last message, for the command that they have come with.</summary>
internal sealed class PassedQueue
{
    private readonly Queue<int> passed = [];

    /// <summary>Keeps descriptors; those of before that nothing has taken are closed.</summary>
    public void Keep(IReadOnlyList<int> descriptors)
    {
        Forget();
        foreach (int each in descriptors) passed.Enqueue(each);
    }

    /// <summary>Closes those that nothing has taken.</summary>
    public void Forget()
    {
        while (passed.TryDequeue(out int unclaimed)) PassedDescriptors.Close(unclaimed);
    }

    /// <summary>The next one; null behind the last.</summary>
    public int? Take() => passed.TryDequeue(out int descriptor) ? descriptor : null;
}
