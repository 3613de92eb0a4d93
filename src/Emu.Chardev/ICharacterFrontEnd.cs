using Emu.Host;

namespace Emu.Chardev;

/// <summary>
/// The guest's end of a character device. All members are called on the event loop, without locks held.
/// </summary>
public interface ICharacterFrontEnd
{
    /// <summary>
    /// How many bytes <see cref="Receive"/> can take now. After 0, input waits for <see
    /// cref="ICharacterBackend.ResumeInput"/>.
    /// </summary>
    int InputRoom { get; }

    /// <summary>Takes input, never more than <see cref="InputRoom"/> said.</summary>
    void Receive(ReadOnlySpan<byte> bytes);

    /// <summary>The user asked for a break condition on the line (magic SysRq of a Linux console).</summary>
    void ReceiveBreak();

    /// <summary>The backend takes output again after it took less than was offered.</summary>
    void OutputRoomAvailable();

    /// <summary>Somebody has come to the host's end, or is gone: for devices whose guest wants to know.</summary>
    /// <param name="isConnected">As <see cref="ICharacterBackend.IsConnected"/>.</param>
    void ConnectionChanged(bool isConnected)
    {
    }

    /// <summary>Descriptors have come with the input that follows; they are the front end's to close. One that has no use for
    /// them closes them.</summary>
    void ReceiveDescriptors(ReadOnlySpan<int> descriptors)
    {
        foreach (int each in descriptors) PassedDescriptors.Close(each);
    }

    /// <summary>The user of a console with several front ends has changed to this one, or away from it.</summary>
    /// <param name="hasFocus">Input comes here now.</param>
    void FocusChanged(bool hasFocus)
    {
    }

    /// <summary>The terminal at the host's end has another <see cref="ICharacterBackend.Size"/>.</summary>
    void SizeChanged()
    {
    }
}
