using System.Runtime.Intrinsics;
using Emu.Isa;
using Emu.Translate.Abi;
using static Emu.Translate.Baseline.X64.HostFrame;

namespace Emu.Translate.Baseline.X64;

/// <summary>
/// Where the vectors of an instruction are. Each is in a host register, in memory, or in both: its place in memory is the
/// guest register's own that it was read from or written to, for as long as that has this value, or one of the state's.
/// Between instructions all vectors are in guest registers in the state, so that side exits have nothing to write back.
/// Registers below <see cref="First"/> are for scalar floating point, and for what a sequence uses within.
/// </summary>
internal sealed class VectorHosts(X64Assembler code, RegisterFile file)
{
    private const int First = (int)Xmm.Xmm8, HostCount = 16, Nothing = -1, NoPlace = int.MinValue;

    private readonly List<(int Host, int Place)> values = [];

    // Values that are constants, of which operations need some again and again.
    private readonly List<(Vector128<byte> Bits, int Number)> constants = [];

    // Of each host register: the value in it, or Nothing.
    private readonly int[] contents = [.. Enumerable.Repeat(Nothing, HostCount)];
    private readonly int[] lastUse = new int[HostCount];
    private int clock, locked, usedPlaces;

    /// <summary>Begins an instruction: no value is left.</summary>
    public void Clear()
    {
        if (values.Count == 0) return;
        values.Clear();
        constants.Clear();
        Array.Fill(contents, Nothing);
        locked = usedPlaces = 0;
    }

    /// <summary>Begins a sequence: what the last one used may move.</summary>
    public void Begin() => locked = 0;

    /// <summary>A guest register's value.</summary>
    public int Read(int guest)
    {
        int place = StateLayout.Register(file, guest);
        for (int number = 0; number < values.Count; number++)
            if (values[number].Place == place) return number;
        return Add(Nothing, place);
    }

    /// <summary>A value that a host register of <see cref="New"/> holds.</summary>
    public int Add(Xmm host)
    {
        int number = Add((int)host, NoPlace);
        contents[(int)host] = number;
        return number;
    }

    /// <summary>The value that is a constant; -1 when the instruction has had none such.</summary>
    public int FindConstant(Vector128<byte> bits)
    {
        foreach ((Vector128<byte> known, int number) in constants)
            if (known == bits) return number;
        return Nothing;
    }

    /// <summary>Notes that a value is a constant, and returns its number.</summary>
    public int AddConstant(Vector128<byte> bits, int number)
    {
        constants.Add((bits, number));
        return number;
    }

    /// <summary>A value that is in one of the state's places.</summary>
    public int AddAt(int place) => Add(Nothing, place);

    /// <summary>A host register for a result, until <see cref="Begin"/>.</summary>
    public Xmm New()
    {
        int best = Nothing;
        for (int host = First; host < HostCount; host++)
        {
            if ((locked >> host & 1) != 0) continue;
            if (best == Nothing || Age(host) < Age(best)) best = host;
        }

        if (best == Nothing) throw new LeftToNextEngineException("it needs too many vector registers");
        if (contents[best] != Nothing)
        {
            PlaceOf(contents[best]);
            Leave(best);
        }

        Touch(best);
        return (Xmm)best;
    }

    /// <summary>The host register that holds a value until <see cref="Begin"/>; the caller must not change it.</summary>
    public Xmm HostOf(int number)
    {
        (int host, int place) = values[number];
        if (host == Nothing)
        {
            host = (int)New();
            code.LoadAligned((Xmm)host, Field(place));
            values[number] = (host, place);
            contents[host] = number;
        }

        Touch(host);
        return (Xmm)host;
    }

    /// <summary>Where a value is in memory, as an offset from the first register: put there now if it was not.</summary>
    public int PlaceOf(int number)
    {
        (int host, int place) = values[number];
        if (place != NoPlace) return place;
        place = NewPlace();
        code.StoreAligned(Field(place), (Xmm)host);
        values[number] = (host, place);
        return place;
    }

    /// <summary>Whether a value is in memory and in no host register, and where.</summary>
    public bool IsInMemory(int number, out int place)
    {
        (int host, place) = values[number];
        return host == Nothing;
    }

    /// <summary>A place of the state's that this instruction has not used yet.</summary>
    public int NewPlace()
    {
        if (usedPlaces == CpuState.VectorPlaces) throw new LeftToNextEngineException("it needs too many vectors at once");
        return StateLayout.VectorPlaces + (16 * usedPlaces++);
    }

    /// <summary>Gives a guest register a value.</summary>
    public void Write(int guest, int number)
    {
        Begin();
        int place = StateLayout.Register(file, guest);
        Xmm host = HostOf(number);
        for (int other = 0; other < values.Count; other++)
        {
            if (other == number || values[other].Place != place) continue;
            HostOf(other);
            values[other] = (values[other].Host, NoPlace);
        }

        code.StoreAligned(Field(place), host);
        values[number] = (values[number].Host, place);
    }

    /// <summary>Puts all values into memory, before code that may change the host's vector registers.</summary>
    public void Save()
    {
        for (int host = First; host < HostCount; host++)
        {
            if (contents[host] == Nothing) continue;
            PlaceOf(contents[host]);
            Leave(host);
        }
    }

    /// <summary>Puts all values into places of the state, before code that may change guest registers.</summary>
    public void SaveFromGuest()
    {
        for (int number = 0; number < values.Count; number++)
        {
            if (values[number].Place < 0 && values[number].Place != NoPlace) continue;
            Begin();
            HostOf(number);
            values[number] = (values[number].Host, NoPlace);
        }

        Save();
    }

    private int Add(int host, int place)
    {
        values.Add((host, place));
        return values.Count - 1;
    }

    private int Age(int host) => contents[host] == Nothing ? -1 : lastUse[host];

    private void Leave(int host)
    {
        values[contents[host]] = (Nothing, values[contents[host]].Place);
        contents[host] = Nothing;
    }

    private void Touch(int host)
    {
        locked |= 1 << host;
        lastUse[host] = ++clock;
    }
}
