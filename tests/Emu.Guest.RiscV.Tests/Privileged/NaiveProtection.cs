using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Privileged;

/// <summary>
/// Physical memory protection, byte by byte and entry by entry, as section 3.7.1 of the specification words it.
/// </summary>
internal sealed class NaiveProtection
{
    private readonly ulong[] address = new ulong[16];
    private readonly byte[] configuration = new byte[16];

    public void WriteAddress(int entry, ulong value) => address[entry] = value & 0x3f_ffff_ffff_ffff;

    public void WriteConfiguration(int entry, byte value) =>
        configuration[entry] = (byte)((value & 1) == 0 ? value & 0x9c : value & 0x9f);

    public bool Allows(ulong start, ulong length, AccessKind kind, PrivilegeMode mode)
    {
        for (int entry = 0; entry < 16; entry++)
        {
            ulong matching = 0;
            for (ulong i = 0; i < length; i++)
                if (Matches(entry, start + i)) matching++;
            if (matching == 0) continue;
            if (matching != length) return false;
            bool locked = (configuration[entry] & 0x80) != 0;
            if (mode == PrivilegeMode.Machine && !locked) return true;
            int needed = kind switch { AccessKind.Load => 1, AccessKind.Store => 2, _ => 4 };
            return (configuration[entry] & needed) != 0;
        }

        return mode == PrivilegeMode.Machine;
    }

    private bool Matches(int entry, ulong at)
    {
        ulong word = at >> 2;
        switch (configuration[entry] >> 3 & 3)
        {
            case 0:
                return false;
            case 1:
                return (entry == 0 || word >= address[entry - 1]) && word < address[entry];
            case 2:
                return word == address[entry];
            default:
                int ones = 0;
                while (ones < 54 && (address[entry] >> ones & 1) != 0) ones++;
                return word >> (ones + 1) == address[entry] >> (ones + 1);
        }
    }
}
