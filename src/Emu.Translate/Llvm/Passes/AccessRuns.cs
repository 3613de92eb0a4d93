using Emu.Isa;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm.Passes;

/// <summary>Pass: which byte loads and stores of a block belong to an <see cref="AccessRun"/>. It reads the instructions in
/// order and writes nothing.</summary>
internal sealed class AccessRuns
{
    private const int LeastSize = 4, LargestSize = sizeof(ulong);

    private readonly Dictionary<int, AccessRun> runs = [];

    // By base, then by offset: the loads since the last access that was not a load.
    private readonly Dictionary<Content, (int Place, SortedList<int, GuestInstruction> Members)> loads = [];

    // In order, the stores since the last access that was not a store to this base.
    private readonly List<(GuestInstruction Instruction, Content Stored)> stores = [];
    private readonly Content[] registers;
    private readonly int zero;
    private Content storeBase;
    private int latest, places;

    private AccessRuns(RegisterFile file)
    {
        registers = [.. Enumerable.Range(0, file.Count).Select(each => new Content(each, 0))];
        latest = registers.Length;
        zero = file.Zero;
    }

    // A value shifted right by so many bytes, or, where the number is negative, one of the bytes from a place in memory.
    private readonly record struct Content(int Value, int Byte);

    /// <summary>The run of each instruction that belongs to one, by its page offset.</summary>
    /// <param name="file">The guest's registers.</param>
    /// <param name="block">The instructions, in order.</param>
    public static Dictionary<int, AccessRun> Find(RegisterFile file, List<GuestInstruction> block)
    {
        if (block.Count(each => IsByteLoad(each) || IsByteStore(each)) < LeastSize) return [];
        AccessRuns finder = new(file);
        foreach (GuestInstruction each in block) finder.Add(each);
        finder.EndLoads();
        finder.EndStores();
        return finder.runs;
    }

    private void Add(GuestInstruction instruction)
    {
        DecodedInstruction decoded = instruction.Decoded;
        if (IsByteStore(instruction))
        {
            EndLoads();
            AddStore(instruction);
        }
        else if (IsByteLoad(instruction))
        {
            EndStores();
            AddLoad(instruction);
        }
        else if (instruction.Is(InstructionTraits.Load))
        {
            EndStores();
            Set(decoded.A, new Content(++latest, 0));
        }
        else if (instruction.Is(InstructionTraits.ShiftRight) && decoded.C % 8 == 0 && registers[decoded.B].Value >= 0)
        {
            Content shifted = registers[decoded.B];
            Set(decoded.A, shifted with { Byte = shifted.Byte + (decoded.C / 8) });
        }
        else if (instruction.Is(InstructionTraits.AddImmediate) && decoded.Immediate == 0)
        {
            Set(decoded.A, registers[decoded.B]);
        }
        else
        {
            if (!instruction.Is(InstructionTraits.Arithmetic))
            {
                EndLoads();
                EndStores();
            }

            // No instruction writes what is not its first operand.
            Set(decoded.A, new Content(++latest, 0));
        }
    }

    private static bool IsByteLoad(GuestInstruction instruction) => instruction.Facts.AccessSize == 1
        && instruction.Is(InstructionTraits.Load | InstructionTraits.ZeroExtends);

    private static bool IsByteStore(GuestInstruction instruction) =>
        instruction.Facts.AccessSize == 1 && instruction.IsStore;

    private void Set(int register, Content content)
    {
        if (register != zero && register < registers.Length) registers[register] = content;
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
        if (target != storeBase) EndStores();
        storeBase = target;
        stores.Add((instruction, registers[decoded.A]));
    }

    // Takes the longest run from each offset on, the lowest offsets first.
    private void EndLoads()
    {
        foreach ((_, SortedList<int, GuestInstruction> group) in loads.Values)
        {
            IList<int> offsets = group.Keys;
            for (int first = 0; first < offsets.Count;)
            {
                int count = 1;
                while (count < LargestSize && first + count < offsets.Count
                    && offsets[first + count] == offsets[first] + count)
                    count++;
                int size = count == LargestSize ? count : count >= LeastSize ? LeastSize : 0;
                if (size != 0)
                    AddRun(offsets[first], group.Values.Skip(first).Take(size), members => members.Min());
                first += Math.Max(size, 1);
            }
        }

        loads.Clear();
    }

    // Nothing else is stored between a run's stores: it would be seen too early where the run faults.
    private void EndStores()
    {
        for (int first = 0; first < stores.Count;)
        {
            int size = IsRun(first, LargestSize) ? LargestSize : IsRun(first, LeastSize) ? LeastSize : 0;
            if (size != 0)
            {
                GuestInstruction[] members =
                    [.. stores.GetRange(first, size).Select(each => each.Instruction)];
                AddRun(members.Min(each => each.Decoded.Immediate), members, offsets => offsets.Max());
            }

            first += Math.Max(size, 1);
        }

        stores.Clear();
    }

    // Whether so many stores from one on store the bytes of one value to as many places, in any order.
    private bool IsRun(int first, int size)
    {
        if (first + size > stores.Count) return false;
        (GuestInstruction instruction, Content stored) = stores[first];
        int low = instruction.Decoded.Immediate, places = 0;
        for (int i = first; i < first + size; i++) low = Math.Min(low, stores[i].Instruction.Decoded.Immediate);
        for (int i = first; i < first + size; i++)
        {
            int distance = stores[i].Instruction.Decoded.Immediate - instruction.Decoded.Immediate;
            int place = stores[i].Instruction.Decoded.Immediate - low;
            if (place >= size || stores[i].Stored != stored with { Byte = stored.Byte + distance }) return false;
            places |= 1 << place;
        }

        return places == (1 << size) - 1;
    }

    private void AddRun(int low, IEnumerable<GuestInstruction> members, Func<IEnumerable<int>, int> choose)
    {
        int[] places = [.. members.Select(each => each.Offset)];
        AccessRun run = new(low, places.Length, choose(places));
        foreach (int place in places) runs.Add(place, run);
    }
}
