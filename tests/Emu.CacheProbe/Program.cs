using Emu.CacheProbe;
using Emu.Engine.Cache;

// Another emulator, as far as the cache can tell: opens a store, waits for a line on standard input, adds regions, and
// tells after each how many it has added. It waits its turn however busy the machine is. Arguments: folder, first page, number of regions, bytes of padding in each.
(string folder, int first, int count, int padding) = (args[0], int.Parse(args[1]), int.Parse(args[2]), int.Parse(args[3]));
CodeFileOpener.Patience = TimeSpan.FromMinutes(1);
using Stream output = Console.OpenStandardOutput();
using CodeStore store = new(new CodeStoreOptions
{
    Directory = folder,
    ImageHash = StoreCases.Image,
    Environment = StoreCases.Environment,
    Warn = line => Console.Error.WriteLine(line),
});
Print("ready");
Console.In.ReadLine();
for (int i = 0; i < count; i++)
{
    Region? added = store.Add(StoreCases.Returning(first + i, page: first + i, padding: padding));
    // What cannot be kept still has to be right, or not to be there.
    if (added is not null && StoreCases.Call(added) != first + i) return 3;
    Print($"{i + 1}");
}

return 0;

// One write, so that nobody sees half a line.
void Print(string line) => output.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
