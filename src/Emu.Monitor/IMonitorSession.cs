using Emu.Host;

namespace Emu.Monitor;

/// <summary>What a client talks to. All members are called on the monitors' loop.</summary>
internal interface IMonitorSession
{
    /// <summary>A client is there.</summary>
    void Open();

    /// <summary>The client is gone; another one may come.</summary>
    void Close();

    /// <summary>The client has sent something.</summary>
    void Receive(ReadOnlySpan<byte> bytes);

    /// <summary>The client has changed to this session from another user of the same device.</summary>
    void Focus()
    {
    }

    /// <summary>Descriptors have come with what follows; they are the session's to close.</summary>
    void ReceiveDescriptors(IReadOnlyList<int> descriptors)
    {
        foreach (int each in descriptors) PassedDescriptors.Close(each);
    }
}
