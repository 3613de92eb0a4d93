using System.Numerics;
using Emu.Model;

namespace Emu.Guest.Arm64.Devices;

/// <summary>The state of interrupts in a distributor, 32 to a word. Guarded by the lock of the controller that owns
/// it.</summary>
/// <param name="count">How many, a multiple of 32.</param>
internal partial class GicInterrupts(int count)
{
    /// <summary>Words of 32 interrupts.</summary>
    public int Words { get; } = count / 32;

    /// <summary>The interrupt is forwarded.</summary>
    [State]
    public uint[] Enabled { get; } = new uint[count / 32];

    /// <summary>It has come, by an edge or by software, and has not been taken.</summary>
    [State]
    public uint[] Latched { get; } = new uint[count / 32];

    /// <summary>It is being served.</summary>
    [State]
    public uint[] Active { get; } = new uint[count / 32];

    /// <summary>It belongs to group 1.</summary>
    [State]
    public uint[] Groups { get; } = new uint[count / 32];

    /// <summary>It is triggered by an edge, not by a level.</summary>
    [State]
    public uint[] Edges { get; } = new uint[count / 32];

    /// <summary>The levels of the inputs.</summary>
    [State]
    public uint[] Levels { get; } = new uint[count / 32];

    /// <summary>Priorities; the lowest number comes first.</summary>
    [State]
    public byte[] Priorities { get; } = new byte[count];

    /// <summary>Sets an input's level.</summary>
    public void SetLevel(int input, bool asserted)
    {
        uint bit = 1u << (input % 32);
        ref uint level = ref Levels[input / 32];
        if (!asserted)
        {
            level &= ~bit;
            return;
        }

        if ((level & bit) == 0) Latched[input / 32] |= Edges[input / 32] & bit;
        level |= bit;
    }

    /// <summary>Which interrupts of a word are pending.</summary>
    public uint Pending(int place) => Latched[place] | (Levels[place] & ~Edges[place]);

    /// <summary>Those that are pending, enabled and not being served.</summary>
    public uint Ready(int place) => Pending(place) & Enabled[place] & ~Active[place];

    /// <summary>Interrupts of a word are being served from now on.</summary>
    public void Acknowledge(int place, uint bits)
    {
        Latched[place] &= ~bits;
        Active[place] |= bits;
    }

    /// <summary>Takes the interrupt that is ready and has the highest priority, if that is above the one that has been found so
    /// far.</summary>
    /// <param name="place">The word.</param>
    /// <param name="groups">Which groups are forwarded, a bit each.</param>
    /// <param name="candidates">Which interrupts of the word count.</param>
    /// <param name="best">The interrupt that has been found.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="isSecondGroup">It is of group 1.</param>
    /// <param name="first">The number of the first interrupt of word 0.</param>
    public void FindBest(
        int place, uint groups, uint candidates, ref int best, ref byte priority, ref bool isSecondGroup, int first = 0)
    {
        uint forwarded = ((groups & 1) != 0 ? ~Groups[place] : 0) | ((groups & 2) != 0 ? Groups[place] : 0);
        for (uint rest = Ready(place) & candidates & forwarded; rest != 0; rest &= rest - 1)
        {
            int bit = BitOperations.TrailingZeroCount(rest);
            byte mine = Priorities[(place * 32) + bit];
            if (mine >= priority) continue;
            best = first + (place * 32) + bit;
            priority = mine;
            isSecondGroup = (Groups[place] >> bit & 1) != 0;
        }
    }

    /// <summary>All but the inputs' levels.</summary>
    public virtual void Reset()
    {
        Array.Clear(Enabled);
        Array.Clear(Latched);
        Array.Clear(Active);
        Array.Clear(Groups);
        Array.Clear(Edges);
        Array.Clear(Priorities);
    }
}
