using Emu.Isa.RiscV;

namespace Emu.Engine.Translator;

/// <summary>Finds the <see cref="AccessRun"/>s of a block, reading its instructions in order.</summary>
internal sealed class AccessRunFinder
{
    private const int LeastSize = 4;

    private readonly Dictionary<int, AccessRun> runs = [];

    // By base, then by offset: the loads since the last access that was not a load.
    private readonly Dictionary<Content, (int Place, SortedList<int, GuestInstruction> Members)> loads = [];

    // The stores since the last access that was not a store to this base.
    private readonly SortedList<int, (GuestInstruction Instruction, Content Stored)> stores = [];
    private readonly Content[] registers = [.. Enumerable.Range(0, 32).Select(each => new Content(each, 0))];
    private Content storeBase;
    private int latest = 32, places;

    private AccessRunFinder()
    {
    }

    // A value shifted right by so many bytes, or, where the number is negative, one of the bytes from a place in memory.
    private readonly record struct Content(int Value, int Byte);

    /// <summary>The run of each instruction that belongs to one, by its page offset.</summary>
    public static Dictionary<int, AccessRun> Find(List<GuestInstruction> block)
    {
        AccessRunFinder finder = new();
        if (block.Count(each => each.Decoded.Operation is Operation.Lbu or Operation.Sb) < LeastSize)
            return finder.runs;
        foreach (GuestInstruction each in block) finder.Add(each);
        finder.EndLoads();
        finder.EndStores();
        return finder.runs;
    }

    private void Add(GuestInstruction instruction)
    {
        DecodedInstruction decoded = instruction.Decoded;
        switch (decoded.Operation)
        {
            case Operation.Sb:
                EndLoads();
                AddStore(instruction);
                return;
            case Operation.Lbu:
                EndStores();
                AddLoad(instruction);
                break;
            case Operation.Lb or Operation.Lh or Operation.Lhu or Operation.Lw or Operation.Lwu or Operation.Ld:
                EndStores();
                Set(decoded.A, new Content(++latest, 0));
                break;
            case Operation.Srli when decoded.Immediate % 8 == 0 && registers[decoded.B].Value >= 0:
                Content shifted = registers[decoded.B];
                Set(decoded.A, shifted with { Byte = shifted.Byte + (decoded.Immediate / 8) });
                break;
            case Operation.Addi when decoded.Immediate == 0:
                Set(decoded.A, registers[decoded.B]);
                break;
            default:
                if (!IsArithmetic(decoded.Operation))
                {
                    EndLoads();
                    EndStores();
                }

                // No instruction writes what is not its first operand.
                Set(decoded.A, new Content(++latest, 0));
                break;
        }
    }

    // What neither accesses memory nor can leave the block.
    private static bool IsArithmetic(Operation operation) => operation
        is Operation.Addi or Operation.Addiw or Operation.Andi or Operation.Ori or Operation.Xori
        or Operation.Slli or Operation.Slliw or Operation.Srli or Operation.Srliw or Operation.Srai or Operation.Sraiw
        or Operation.Add or Operation.Addw or Operation.Sub or Operation.Subw
        or Operation.And or Operation.Or or Operation.Xor or Operation.Lui or Operation.Auipc;

    private void Set(int register, Content content)
    {
        if (register != 0) registers[register] = content;
    }

    private void AddLoad(GuestInstruction instruction)
    {
        DecodedInstruction decoded = instruction.Decoded;
        Content origin = registers[decoded.B];
        if (!loads.TryGetValue(origin, out (int Place, SortedList<int, GuestInstruction> Members) group))
            loads.Add(origin, group = (--places, []));
        group.Members.TryAdd(decoded.Immediate, instruction);
        Set(decoded.A, new Content(group.Place, decoded.Immediate));
    }

    private void AddStore(GuestInstruction instruction)
    {
        DecodedInstruction decoded = instruction.Decoded;
        Content target = registers[decoded.B];
        if (target != storeBase || stores.ContainsKey(decoded.Immediate)) EndStores();
        storeBase = target;
        stores.Add(decoded.Immediate, (instruction, registers[decoded.A]));
    }

    private void EndLoads()
    {
        foreach ((_, SortedList<int, GuestInstruction> group) in loads.Values)
            AddRuns(group.Keys, index => group.Values[index], static (_, _) => true, members => members.Min());
        loads.Clear();
    }

    private void EndStores()
    {
        AddRuns(
            stores.Keys,
            index => stores.Values[index].Instruction,
            (first, next) =>
            {
                Content low = stores.Values[first].Stored;
                return stores.Values[next].Stored == low with { Byte = low.Byte + next - first };
            },
            members => members.Max());
        stores.Clear();
    }

    // Takes the longest run from each offset on, the lowest offsets first.
    private void AddRuns(
        IList<int> offsets, Func<int, GuestInstruction> instruction, Func<int, int, bool> belongs,
        Func<IEnumerable<int>, int> choose)
    {
        for (int first = 0; first < offsets.Count;)
        {
            int count = 1;
            while (count < sizeof(ulong) && first + count < offsets.Count
                && offsets[first + count] == offsets[first] + count && belongs(first, first + count))
                count++;
            int size = count == sizeof(ulong) ? count : count >= LeastSize ? LeastSize : 0;
            if (size == 0)
            {
                first++;
                continue;
            }

            IEnumerable<int> members = Enumerable.Range(first, size).Select(each => instruction(each).Offset);
            AccessRun run = new(offsets[first], size, choose(members));
            foreach (int member in members) runs.Add(member, run);
            first += size;
        }
    }
}
