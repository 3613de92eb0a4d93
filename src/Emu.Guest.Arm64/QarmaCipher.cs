using System.Numerics;

namespace Emu.Guest.Arm64;

/// <summary>
/// QARMA-64 with five rounds and the S-box that its designers call sigma 2: the block cipher of pointer authentication
/// (R. Avanzi, "The QARMA Block Cipher Family", 2017). A state is 16 cells of 4 bits, cell 0 in the highest.
/// </summary>
public static class QarmaCipher
{
    private const int Rounds = 5, Cells = 16;

    private const ulong Alpha = 0xc0ac_29b7_c97c_50dd, LowestBits = 0x1111_1111_1111_1111;

    // The S-box, cell n in bits 4n up, and its inverse.
    private const ulong Box = 0xa12d_5473_e90c_f86b, InverseBox = 0x37c4_0f62_91ba_8de5;

    private static readonly ulong[] RoundConstants =
        [0, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89, 0x4528_21e6_38d0_1377];

    // Where the cells come from: tau, and h for the tweak.
    private static readonly byte[] Shuffle = [0, 11, 6, 13, 10, 1, 12, 7, 5, 14, 3, 8, 15, 4, 9, 2];
    private static readonly byte[] TweakShuffle = [6, 5, 14, 15, 0, 1, 2, 3, 7, 12, 13, 4, 8, 9, 10, 11];
    private static readonly byte[] InverseShuffle = Invert(Shuffle), InverseTweakShuffle = Invert(TweakShuffle);

    // The cells of a tweak that its register shifts in each round.
    private static readonly int[] ShiftedCells = [0, 1, 3, 4, 8, 11, 13];

    /// <summary>The upper half of the key whose lower one a CPU keeps: keys are random, and nobody sees them.</summary>
    public static ulong UpperHalfOf(ulong key)
    {
        ulong mixed = (key ^ key >> 30) * 0xbf58_476d_1ce4_e5b9;
        mixed = (mixed ^ mixed >> 27) * 0x94d0_49bb_1331_11eb;
        return mixed ^ mixed >> 31;
    }

    /// <summary>Encrypts a block.</summary>
    /// <param name="block">The plain text.</param>
    /// <param name="tweak">The tweak.</param>
    /// <param name="core">The key of the rounds, k0: the lower half of the key.</param>
    /// <param name="whitening">The key that is added before and behind them, w0: the upper half.</param>
    public static ulong Encrypt(ulong block, ulong tweak, ulong core, ulong whitening)
    {
        ulong last = BitOperations.RotateRight(whitening, 1) ^ whitening >> 63;
        ulong state = block ^ whitening;
        for (int round = 0; round < Rounds; round++)
        {
            state ^= core ^ tweak ^ RoundConstants[round];
            if (round > 0) state = Mix(Permute(state, Shuffle));
            state = Substitute(state, Box);
            tweak = NextTweak(tweak);
        }

        state = Substitute(Mix(Permute(state ^ last ^ tweak, Shuffle)), Box);
        // The reflector.
        state = Permute(Mix(Permute(state, Shuffle)) ^ core, InverseShuffle);
        state = Permute(Mix(Substitute(state, InverseBox)), InverseShuffle) ^ whitening ^ tweak;
        for (int round = Rounds - 1; round >= 0; round--)
        {
            state = Substitute(state, InverseBox);
            if (round > 0) state = Permute(Mix(state), InverseShuffle);
            tweak = PreviousTweak(tweak);
            state ^= core ^ tweak ^ RoundConstants[round] ^ Alpha;
        }

        return state ^ last;
    }

    private static int Cell(ulong state, int number) => (int)(state >> (4 * (Cells - 1 - number))) & 15;

    private static ulong At(int cell, int number) => (ulong)(uint)cell << (4 * (Cells - 1 - number));

    private static ulong Permute(ulong state, byte[] from)
    {
        ulong result = 0;
        for (int i = 0; i < Cells; i++) result |= At(Cell(state, from[i]), i);
        return result;
    }

    private static ulong Substitute(ulong state, ulong box)
    {
        ulong result = 0;
        for (int i = 0; i < 64; i += 4) result |= (box >> (4 * (int)(state >> i & 15)) & 15) << i;
        return result;
    }

    // The circulant matrix (0, 1, 2, 1) of rotations on each column, which is its own inverse.
    private static ulong Mix(ulong state)
    {
        ulong first = Rotate(state), second = Rotate(first);
        return BitOperations.RotateLeft(first, 16) ^ BitOperations.RotateLeft(second, 32) ^ BitOperations.RotateLeft(first, 48);
    }

    // Rotates each cell to the left by 1.
    private static ulong Rotate(ulong state) => (state << 1 & ~LowestBits) | (state >> 3 & LowestBits);

    private static ulong NextTweak(ulong tweak)
    {
        tweak = Permute(tweak, TweakShuffle);
        foreach (int number in ShiftedCells)
        {
            int cell = Cell(tweak, number);
            tweak = Replace(tweak, number, cell >> 1 | ((cell ^ cell >> 1) & 1) << 3);
        }

        return tweak;
    }

    private static ulong PreviousTweak(ulong tweak)
    {
        foreach (int number in ShiftedCells)
        {
            int cell = Cell(tweak, number);
            tweak = Replace(tweak, number, (cell << 1 & 15) | ((cell ^ cell >> 3) & 1));
        }

        return Permute(tweak, InverseTweakShuffle);
    }

    private static ulong Replace(ulong state, int number, int cell) => (state & ~At(15, number)) | At(cell, number);

    private static byte[] Invert(byte[] shuffle)
    {
        byte[] inverse = new byte[shuffle.Length];
        for (byte i = 0; i < shuffle.Length; i++) inverse[shuffle[i]] = i;
        return inverse;
    }
}
