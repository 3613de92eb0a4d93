namespace Emu.CacheFormat.Tests;

/// <summary>
/// A disk that loses power: of the states that a file has had since it was last synchronised, each sector of it keeps
/// whichever it likes, also bytes of two of them, or nothing that was ever written. So writes are dropped, reordered and
/// torn in all ways there are.
/// </summary>
internal sealed class SimulatedDisk
{
    public const int Sector = 512;

    private readonly List<byte[]> states = [[]];

    /// <summary>The file as it is now, which is one of the states that may be found after a crash.</summary>
    public void Observe(string path) => states.Add(File.ReadAllBytes(path));

    /// <summary>Everything written so far is on the disk for good.</summary>
    public void Synchronise() => states.RemoveRange(0, states.Count - 1);

    /// <summary>What is found after a crash.</summary>
    /// <param name="random">Makes the choices.</param>
    /// <param name="ruined">Sectors that hold nothing that was ever written.</param>
    public byte[] Crash(Random random, out HashSet<int> ruined)
    {
        ruined = [];
        byte[] found = new byte[Pick(random).Length];
        // Some crashes lose nearly everything, some nearly nothing.
        double old = random.NextDouble(), torn = random.Next(3) * 0.1, garbage = random.Next(4) == 0 ? 0.1 : 0;
        for (int number = 0; number * Sector < found.Length; number++)
        {
            Span<byte> sector = found.AsSpan(number * Sector, Math.Min(Sector, found.Length - (number * Sector)));
            byte[] state = random.NextDouble() < old ? states[0] : Pick(random);
            CopySector(state, number, sector);
            if (random.NextDouble() < torn)
            {
                int tear = random.Next(sector.Length);
                byte[] rest = new byte[sector.Length];
                CopySector(Pick(random), number, rest);
                rest.AsSpan(tear).CopyTo(sector[tear..]);
            }

            if (random.NextDouble() >= garbage || !HasChanged(number)) continue;
            random.NextBytes(sector);
            ruined.Add(number);
        }

        return found;
    }

    private byte[] Pick(Random random) => states[random.Next(states.Count)];

    private bool HasChanged(int number)
    {
        byte[] first = new byte[Sector], other = new byte[Sector];
        CopySector(states[0], number, first);
        foreach (byte[] state in states)
        {
            CopySector(state, number, other);
            if (!first.AsSpan().SequenceEqual(other)) return true;
        }

        return false;
    }

    private static void CopySector(byte[] state, int number, Span<byte> to)
    {
        to.Clear();
        int start = number * Sector;
        if (start < state.Length) state.AsSpan(start, Math.Min(to.Length, state.Length - start)).CopyTo(to);
    }
}
