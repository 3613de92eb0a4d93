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
}
