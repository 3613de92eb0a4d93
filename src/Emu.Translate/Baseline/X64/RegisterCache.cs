using System.Numerics;

namespace Emu.Translate.Baseline.X64;

/// <summary>
/// Which of the host's registers hold guest registers in the block that is being written, and which hold intermediate
/// values. A guest register that was changed is written back when its host register is wanted for something else, at
/// the block's end, and by side exits.
/// </summary>
internal sealed class RegisterCache(X64Assembler code, int guestCount)
{
    private const int HostCount = 16;
    private const sbyte Nothing = -1, Intermediate = -2;
    private const int BitsPerRegister = 8;

    // Of each host register: the guest register in it, or one of the above.
    private readonly sbyte[] contents = new sbyte[HostCount];
    private readonly int[] lastUse = new int[HostCount];
    private readonly sbyte[] hostOf = new sbyte[guestCount];
    private int clock;
    private ulong dirty;
    private uint pinned;

    // Not those that instructions and helpers use as scratch registers, and not those with a fixed meaning.
    private static ReadOnlySpan<Gpr> Pool => [Gpr.Rsi, Gpr.Rdi, Gpr.R8, Gpr.R9, Gpr.R10, Gpr.R11, Gpr.R15];

    /// <summary>Begins a block: everything is in memory.</summary>
    public void Clear()
    {
        Array.Fill(contents, Nothing);
        Array.Fill(hostOf, Nothing);
        dirty = 0;
        pinned = 0;
    }

    /// <summary>Begins an instruction: what the last one used may move, and its intermediate values are gone.</summary>
    public void BeginInstruction()
    {
        pinned = 0;
        foreach (Gpr host in Pool)
            if (contents[(int)host] == Intermediate) contents[(int)host] = Nothing;
    }

    /// <summary>The host register that holds a guest register until the instruction's end.</summary>
    public Gpr Read(int guest)
    {
        sbyte found = hostOf[guest];
        Gpr host = (Gpr)found;
        if (found < 0)
        {
            host = Allocate();
            code.Load(host, HostFrame.Register(guest), sizeof(ulong), signExtend: false);
            Bind(guest, host);
        }

        Touch(host);
        return host;
    }

    /// <summary>The instruction does not need the guest register in a host register any more.</summary>
    public void Unpin(Gpr host) => pinned &= ~(1u << (int)host);

    /// <summary>A host register for an intermediate value.</summary>
    public Gpr Allocate()
    {
        Gpr best = default;
        int oldest = int.MaxValue;
        foreach (Gpr host in Pool)
        {
            sbyte content = contents[(int)host];
            if (content == Intermediate || (pinned >> (int)host & 1) != 0) continue;
            int age = content == Nothing ? -1 : lastUse[(int)host];
            if (age >= oldest) continue;
            oldest = age;
            best = host;
        }

        if (oldest == int.MaxValue) throw new InstructionTooLargeException("it needs too many host registers");
        if (contents[(int)best] >= 0) Evict(best);
        contents[(int)best] = Intermediate;
        return best;
    }

    /// <summary>The value in a register is not needed any more.</summary>
    public void Free(Gpr host) => contents[(int)host] = Nothing;

    /// <summary>Makes the host register of a guest register an intermediate value's: the guest register is about to be
    /// overwritten.</summary>
    public void Detach(int guest)
    {
        contents[hostOf[guest]] = Intermediate;
        hostOf[guest] = Nothing;
        dirty &= ~(1ul << guest);
    }

    /// <summary>Gives a guest register a new value: that in a host register, which is not an intermediate one any
    /// more.</summary>
    public void Write(int guest, Gpr host)
    {
        Forget(guest);
        Bind(guest, host);
        dirty |= 1ul << guest;
        Touch(host);
    }

    /// <summary>A guest register's value is in memory only, from now on.</summary>
    public void Forget(int guest)
    {
        if (hostOf[guest] == Nothing) return;
        contents[hostOf[guest]] = Nothing;
        hostOf[guest] = Nothing;
        dirty &= ~(1ul << guest);
    }

    /// <summary>Writes back what was changed; the flags stay as they are.</summary>
    public void WriteBack()
    {
        WriteBack(Dirty());
        dirty = 0;
    }

    /// <summary>Writes everything back and forgets it, but for intermediate values.</summary>
    public void Flush()
    {
        WriteBack();
        foreach (Gpr host in Pool)
            if (contents[(int)host] >= 0) Forget(contents[(int)host]);
    }

    /// <summary>What a side exit from here must write back: for each register of the pool the number of a guest
    /// register and 1, or 0.</summary>
    public ulong Dirty()
    {
        ulong set = 0;
        for (int i = 0; i < Pool.Length; i++)
        {
            sbyte content = contents[(int)Pool[i]];
            if (content >= 0 && (dirty >> content & 1) != 0) set |= (ulong)(content + 1) << (i * BitsPerRegister);
        }

        return set;
    }

    /// <summary>Writes back what was found so; the flags stay as they are.</summary>
    public void WriteBack(ulong set)
    {
        while (set != 0)
        {
            int i = BitOperations.TrailingZeroCount(set) / BitsPerRegister;
            int guest = (byte)(set >> (i * BitsPerRegister)) - 1;
            code.Store(HostFrame.Register(guest), Pool[i], sizeof(ulong));
            set &= ~(0xfful << (i * BitsPerRegister));
        }
    }

    private void Evict(Gpr host)
    {
        int guest = contents[(int)host];
        if ((dirty >> guest & 1) != 0) code.Store(HostFrame.Register(guest), host, sizeof(ulong));
        Forget(guest);
    }

    private void Bind(int guest, Gpr host)
    {
        contents[(int)host] = (sbyte)guest;
        hostOf[guest] = (sbyte)host;
    }

    private void Touch(Gpr host)
    {
        pinned |= 1u << (int)host;
        lastUse[(int)host] = ++clock;
    }
}
