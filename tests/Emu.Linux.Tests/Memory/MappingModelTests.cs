using CsCheck;
using Emu.Linux.Memory;
using static Emu.Linux.Tests.Memory.TestMemory;

namespace Emu.Linux.Tests.Memory;

[Collection(nameof(HostAddressSpace))]
public class MappingModelTests
{
    private const ulong WindowStart = 0x1000_0000, WindowPages = 48, BreakPages = 8;
    private const ulong WindowEnd = WindowStart + WindowPages * Page;

    private static readonly Gen<Operation> operations = Gen.Select(
        Gen.Enum<OperationKind>(), Gen.ULong[0, WindowPages - 1], Gen.ULong[1, 10], Gen.ULong[1, 12],
        Gen.ULong[0, WindowPages - 1], Gen.Int[0, 7],
        (kind, first, count, other, target, protection) =>
            new Operation(kind, first, count, other, target, (PageProtection)protection));

    private enum OperationKind
    {
        Map,
        MapNoReplace,
        Unmap,
        Protect,
        RemapInPlace,
        RemapFixed,
        Break,
    }

    [Fact]
    public void Random_changes_leave_the_record_and_the_host_as_a_model_has_them() =>
        operations.Array[1, 40].Sample(sequence =>
        {
            using GuestMemory memory = AtZero();
            Check(memory, sequence, isReserved: false);
        }, iter: 150, threads: 1);

    [Fact]
    public void So_they_do_inside_a_reservation() =>
        operations.Array[1, 40].Sample(sequence =>
        {
            using GuestMemory memory = Reserved(1 << 30);
            Check(memory, sequence, isReserved: true);
        }, iter: 150, threads: 1);

    private static void Check(GuestMemory memory, Operation[] sequence, bool isReserved)
    {
        Model model = new();
        memory.Heap.Begin(WindowStart);
        foreach (Operation operation in sequence) Assert.Equal(model.Apply(operation), Apply(memory, operation));
        Dictionary<ulong, string> host = HostPages(memory, WindowStart, WindowEnd);
        for (ulong page = 0; page < WindowPages; page++)
        {
            ulong address = WindowStart + page * Page;
            PageProtection? expected = model.Pages[page];
            string? found = host.GetValueOrDefault(address);
            if (expected is null) Assert.Equal(isReserved ? "---p" : null, found);
            else Assert.Equal(HostText(expected.Value), found);
        }

        Assert.Equal(model.Text(), Summary(memory));
    }

    private static long Apply(GuestMemory memory, Operation operation)
    {
        ulong start = WindowStart + operation.First * Page, length = operation.Count * Page;
        ulong target = WindowStart + operation.Target * Page;
        return operation.Kind switch
        {
            OperationKind.Map => memory.Map(start, length, operation.Protection, Private | MapFlags.Fixed),
            OperationKind.MapNoReplace =>
                memory.Map(start, length, operation.Protection, Private | MapFlags.FixedNoReplace),
            OperationKind.Unmap => memory.Unmap(start, length),
            OperationKind.Protect => memory.Protect(start, length, operation.Protection),
            OperationKind.RemapInPlace => memory.Remap(start, length, operation.Other * Page, RemapFlags.None, 0),
            OperationKind.RemapFixed => memory.Remap(
                start, length, operation.Other * Page, RemapFlags.MayMove | RemapFlags.Fixed, target),
            _ => (long)memory.Heap.Move(WindowStart + operation.First % BreakPages * Page),
        };
    }

    // Each page is a mapping of its own in the model, so neighbours count as one when they are protected alike.
    private static string Summary(GuestMemory memory)
    {
        List<string> pages = [];
        foreach (string line in Maps(memory).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split(' ')[0].Split('-');
            for (ulong at = Convert.ToUInt64(fields[0], 16); at < Convert.ToUInt64(fields[1], 16); at += Page)
            {
                if (at is >= WindowStart and < WindowEnd) pages.Add($"{at:x} {line.Split(' ')[1]}");
            }
        }

        return string.Join('\n', pages);
    }

    private static string HostText(PageProtection protection) => protection == PageProtection.None
        ? "---p"
        : (protection & PageProtection.Write) != 0 ? "rw-p" : "r--p";

    private sealed record Operation(
        OperationKind Kind, ulong First, ulong Count, ulong Other, ulong Target, PageProtection Protection);

    /// <summary>What mmap(2) and its relatives say, page by page.</summary>
    private sealed class Model
    {
        private const long NoMemory = -12, BadAddress = -14, Exists = -17, Invalid = -22;

        // Beyond the window as far as an operation can reach.
        private const int Reach = 128;

        private readonly bool[] isHeap = new bool[Reach];
        private ulong breakPage;

        public PageProtection?[] Pages { get; } = new PageProtection?[Reach];

        public string Text() => string.Join('\n', Enumerable.Range(0, (int)WindowPages)
            .Where(page => Pages[page] is not null)
            .Select(page => $"{WindowStart + (ulong)page * Page:x} {Letters(Pages[page]!.Value)}"));

        public long Apply(Operation operation)
        {
            ulong first = operation.First, end = first + operation.Count;
            long address = (long)(WindowStart + first * Page);
            switch (operation.Kind)
            {
                case OperationKind.MapNoReplace when !IsFree(first, end):
                    return Exists;
                case OperationKind.Map or OperationKind.MapNoReplace:
                    Set(first, end, operation.Protection);
                    return address;
                case OperationKind.Unmap:
                    Set(first, end, null);
                    return 0;
                case OperationKind.Protect:
                    for (ulong page = first; page < end; page++)
                    {
                        if (Pages[page] is null) return NoMemory;
                        Pages[page] = operation.Protection;
                    }

                    return 0;
                case OperationKind.RemapInPlace:
                    return Resize(first, operation.Count, operation.Other) ?? address;
                case OperationKind.RemapFixed:
                    return Move(first, operation.Count, operation.Target, operation.Other);
                default:
                    return Break(operation.First % BreakPages);
            }
        }

        private long? Resize(ulong first, ulong count, ulong wanted)
        {
            if (Pages[first] is null) return BadAddress;
            if (count >= wanted)
            {
                Set(first + wanted, first + count, null);
                return null;
            }

            if (!IsOne(first, first + count)) return BadAddress;
            if (!IsFree(first + count, first + wanted)) return NoMemory;
            Grow(first, first + count, first, wanted);
            return null;
        }

        private long Move(ulong first, ulong count, ulong target, ulong wanted)
        {
            if (Pages[first] is null) return BadAddress;
            if (first + count > target && target + wanted > first) return Invalid;
            Set(target, target + wanted, null);
            if (count > wanted) Set(first + wanted, first + count, null);
            count = Math.Min(count, wanted);
            if (!IsOne(first, first + count)) return BadAddress;
            PageProtection? protection = Pages[first];
            bool heap = isHeap[first];
            Set(first, first + count, null);
            Set(target, target + wanted, protection, heap);
            return (long)(WindowStart + target * Page);
        }

        private long Break(ulong wanted)
        {
            if (wanted > breakPage)
            {
                if (!IsFree(breakPage, wanted + 1)) return (long)(WindowStart + breakPage * Page);
                Set(breakPage, wanted, ReadWrite, heap: true);
            }
            else
            {
                Set(wanted, breakPage, null);
            }

            breakPage = wanted;
            return (long)(WindowStart + wanted * Page);
        }

        private void Grow(ulong first, ulong end, ulong target, ulong wanted) =>
            Set(end, target + wanted, Pages[first], isHeap[first]);

        private bool IsFree(ulong first, ulong end)
        {
            for (ulong page = first; page < end; page++)
            {
                if (Pages[page] is not null) return false;
            }

            return true;
        }

        private bool IsOne(ulong first, ulong end)
        {
            for (ulong page = first; page < end; page++)
            {
                if (Pages[page] != Pages[first] || isHeap[page] != isHeap[first]) return false;
            }

            return true;
        }

        private void Set(ulong first, ulong end, PageProtection? protection, bool heap = false)
        {
            for (ulong page = first; page < end; page++)
            {
                Pages[page] = protection;
                isHeap[page] = heap && protection is not null;
            }
        }

        private static string Letters(PageProtection protection) =>
            $"{((protection & PageProtection.Read) != 0 ? 'r' : '-')}" +
            $"{((protection & PageProtection.Write) != 0 ? 'w' : '-')}" +
            $"{((protection & PageProtection.Execute) != 0 ? 'x' : '-')}p";
    }
}
