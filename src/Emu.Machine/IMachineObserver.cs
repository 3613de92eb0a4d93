namespace Emu.Machine;

/// <summary>Is told what a machine does, in the order in which it happens. Calls come on the machine's thread, or on that of who asked, with no lock
/// held; they must not wait for the machine.</summary>
public interface IMachineObserver
{
    /// <summary>The machine stands still.</summary>
    void Stopped();

    /// <summary>The machine goes on.</summary>
    void Resumed();

    /// <summary>The machine was reset.</summary>
    void WasReset(ShutdownCause cause);

    /// <summary>The machine is ending, or its guest has.</summary>
    void ShutDown(ShutdownCause cause);

    /// <summary>A device is gone that the guest was asked to let go, or has let go by itself.</summary>
    /// <param name="id">The id that the user gave it; null for none.</param>
    /// <param name="path">Where it was among the machine's objects.</param>
    void DeviceDeleted(string? id, string path);

    /// <summary>A card's driver has changed for the first time since clients asked which frames it takes.</summary>
    /// <param name="id">The id that the user gave the card; null for none.</param>
    /// <param name="path">Where it is among the machine's objects.</param>
    void ReceiveFilterChanged(string? id, string path);

    /// <summary>The user has pressed the power key, which the guest may hear of.</summary>
    void PowerKeyPressed();
}
