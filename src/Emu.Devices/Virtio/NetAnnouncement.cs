using Emu.Core.Time;

namespace Emu.Devices.Virtio;

/// <summary>
/// Makes a card known to its network several times, as after a move to another host: the guest is asked to, and a frame that says
/// where the card is goes out in any case. The pauses between become longer. For any thread; it works on the card's loop.
/// </summary>
public sealed class NetAnnouncement
{
    private const ulong Millisecond = 1_000_000;

    private readonly VirtioNet card;
    private readonly ulong most, step;
    private readonly MachineTimer timer;
    private ulong pause;
    private long rounds;

    /// <summary>Begins.</summary>
    /// <param name="card">The card, which is connected.</param>
    /// <param name="initial">Milliseconds of the first pause.</param>
    /// <param name="most">Milliseconds of the longest.</param>
    /// <param name="rounds">How often it is done; the first time at once.</param>
    /// <param name="step">Milliseconds by which a pause is longer than the one before.</param>
    public NetAnnouncement(VirtioNet card, ulong initial, ulong most, long rounds, ulong step)
    {
        ArgumentNullException.ThrowIfNull(card);
        this.card = card;
        this.most = most;
        this.step = step;
        this.rounds = rounds;
        pause = Math.Min(initial, most);
        timer = card.Loop.CreateTimer(Announce);
        if (rounds > 0) timer.Set(0);
    }

    /// <summary>Ends what is not done yet.</summary>
    public void Stop() => card.Loop.Run(() =>
    {
        rounds = 0;
        timer.Cancel();
        return default;
    });

    private void Announce()
    {
        if (rounds <= 0) return;
        card.Announce();
        if (--rounds == 0) return;
        timer.Set(card.Loop.Clock.Nanoseconds + (pause * Millisecond));
        pause = Math.Min(pause + step, most);
    }
}
