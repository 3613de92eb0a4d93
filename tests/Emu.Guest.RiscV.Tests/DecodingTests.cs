using System.Runtime.InteropServices;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests;

/// <summary>Decoding from memory that another thread stores to.</summary>
public sealed class DecodingTests
{
    private const ushort Nop = 0x0001, FirstHalfOfAddi = 0x0513;
    private const int Rounds = 300_000;

    [Fact]
    public void An_instruction_has_the_length_that_it_was_read_with_whoever_stores_meanwhile()
    {
        byte[] code = new byte[4];
        bool hasEnded = false;
        Thread other = new(() =>
        {
            ref ushort half = ref MemoryMarshal.AsRef<ushort>(code.AsSpan());
            while (!Volatile.Read(ref hasEnded))
            {
                Volatile.Write(ref half, Nop);
                Volatile.Write(ref half, FirstHalfOfAddi);
            }
        });
        other.Start();
        GuestIsa isa = RiscVArchitecture.IsaOf(Extensions.All);
        int differing = 0;
        for (int i = 0; i < Rounds; i++)
        {
            int length = isa.Decode(code, out DecodedInstruction instruction);
            if (length != RiscVGuest.LengthOf(instruction)) differing++;
        }

        Volatile.Write(ref hasEnded, true);
        other.Join();
        Assert.Equal(0, differing);
    }
}
