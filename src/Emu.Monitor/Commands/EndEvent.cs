using System.Text.Json.Serialization;
using Emu.Machine;

namespace Emu.Monitor.Commands;

/// <summary>What <c>RESET</c> and <c>SHUTDOWN</c> say.</summary>
/// <param name="Guest">The guest has asked for it.</param>
/// <param name="Reason">Who has.</param>
internal sealed record EndEvent(
    bool Guest, [property: JsonConverter(typeof(KebabEnumConverter<ShutdownCause>))] ShutdownCause Reason)
{
    /// <summary>The event for a cause.</summary>
    public static EndEvent Of(ShutdownCause cause) =>
        new(cause is ShutdownCause.GuestReset or ShutdownCause.GuestShutdown, cause);
}

/// <summary>What <c>DEVICE_DELETED</c> says.</summary>
/// <param name="Device">The device's id; null for none.</param>
/// <param name="Path">Where it was among the machine's objects.</param>
internal sealed record DeletedEvent(string? Device, string Path);

/// <summary>What <c>NIC_RX_FILTER_CHANGED</c> says.</summary>
/// <param name="Name">The card's id; null for none.</param>
/// <param name="Path">Where the card is among the machine's objects.</param>
internal sealed record FilterEvent(string? Name, string Path);
