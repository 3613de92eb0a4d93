namespace Emu.Net.User;

/// <summary>Owns a descriptor of the host and is told when something happens to it.</summary>
internal interface IReadyHandler
{
    /// <summary>What has happened, as <see cref="Emu.Host.ReadyDescriptors"/> names it. It is said once.</summary>
    void Ready(uint events);
}
