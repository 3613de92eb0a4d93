namespace Emu.Guest.Arm64;

/// <content>The keys of pointer authentication (D8.10), which the kernel outside gives to threads and no program sees.</content>
public sealed unsafe partial class Arm64Cpu
{
    private const int AddressKeys = 4, AllKeys = 5;

    /// <summary>The keys of addresses that instructions use; with another one they leave pointers as they are. None on a CPU
    /// without pointer authentication.</summary>
    public PointerKeys EnabledKeys
    {
        get
        {
            PointerKeys enabled = PointerKeys.None;
            for (int i = 0; i < AddressKeys; i++)
                if (State->Registers[Arm64Architecture.FirstCodeField + i] != 0) enabled |= (PointerKeys)(1 << i);
            return enabled;
        }

        set
        {
            for (int i = 0; i < AddressKeys; i++)
            {
                bool isEnabled = Has.Has.HasFlag(Arm64Features.Pauth) && value.HasFlag((PointerKeys)(1 << i));
                State->Registers[Arm64Architecture.FirstCodeField + i] = isEnabled ? PointerCodes.Field : 0;
            }
        }
    }

    /// <summary>Gives the CPU new random keys in place of some. All are odd, as the emulator's own algorithm multiplies by
    /// them.</summary>
    public void ResetKeys(PointerKeys keys)
    {
        for (int i = 0; i < AllKeys; i++)
        {
            if (!keys.HasFlag((PointerKeys)(1 << i))) continue;
            State->Registers[Arm64Architecture.FirstKey + i] = RandomNumber() | 1;
        }
    }

    // What EL1 has written of each key: the lower halves, then the upper ones.
    private readonly ulong[] keyHalves = new ulong[2 * AllKeys];

    /// <summary>Half of a key as EL1 has written it.</summary>
    internal ulong ReadKey(int key, int half) => keyHalves[key + (half * AllKeys)];

    /// <summary>Sets half of a key.</summary>
    internal void WriteKey(int key, int half, ulong value)
    {
        keyHalves[key + (half * AllKeys)] = value;
        ComputeKey(key);
    }

    // The key that codes are computed with, odd as the emulator's own algorithm wants it.
    private void ComputeKey(int key) => State->Registers[Arm64Architecture.FirstKey + key] =
        (keyHalves[key] ^ ulong.RotateLeft(keyHalves[key + AllKeys], 32)) | 1;
}
