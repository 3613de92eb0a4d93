namespace Emu.Net.User;

/// <summary>What became of a packet for the guest.</summary>
internal enum SendResult
{
    /// <summary>The guest has it.</summary>
    Sent,

    /// <summary>The guest has no room: later, when it says so.</summary>
    NoRoom,

    /// <summary>Nobody has shown that it has the address; the question is out.</summary>
    NoAddress,
}
