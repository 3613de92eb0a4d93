using System.Text.Json;
using Emu.Core.DeviceTree;
using Emu.Core.Memory;
using Emu.Host;
using Emu.Isa;
using Emu.Machine.Boards;
using Emu.Machine.Configuration;

namespace Emu.Monitor.Commands;

/// <summary>The machine's memory: what it is made of, and its content in files.</summary>
internal static class MemoryCommands
{
    private const string BackendPrefix = "memory-backend-";
    private const int Piece = 1 << 20;

    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query("query-memdev", MonitorJson.Default.IReadOnlyListMemdev, ListBackends),
        Command.Action("memsave", MonitorJson.Default.SaveArguments, SaveVirtual),
        Command.Action("pmemsave", MonitorJson.Default.PhysicalSaveArguments, SavePhysical),
        Command.Action("dumpdtb", MonitorJson.Default.FilenameArguments, SaveDeviceTree),
        Command.Query("query-current-machine", MonitorJson.Default.CurrentMachine, _ => new CurrentMachine(WakeupSuspendSupport: false)),
    ];

    private static IReadOnlyList<Memdev> ListBackends(CommandCall call)
    {
        Board board = call.Machine.Board;
        MachinePart[] parts = [.. call.Machine.WhileStopped(() => call.Machine.Objects)
            .Where(each => each.Type.StartsWith(BackendPrefix, StringComparison.Ordinal))];
        List<Memdev> found = [.. parts.Select(Describe)];
        if (!board.IsEmpty && call.Machine.Options.Configuration.MemoryBackend is null)
        {
            found.Add(new Memdev(
                (long)call.Machine.Options.MemorySize, Merge: true, Dump: true, Prealloc: false, Share: false, Reserve: true, [], "default",
                board.MemoryName));
        }

        return found;
    }

    private static Memdev Describe(MachinePart part)
    {
        return new Memdev(
            Read("size").GetInt64(), Read("merge").GetBoolean(), Read("dump").GetBoolean(), Read("prealloc").GetBoolean(),
            Read("share").GetBoolean(), Read("reserve").GetBoolean(), [], Read("policy").GetString()!, part.Id);

        JsonElement Read(string name)
        {
            using MemoryStream text = new();
            using (Utf8JsonWriter writer = new(text)) part.Members[0].Type.FindProperty(name)!.Get(part.Members[0].Target, writer);
            return JsonDocument.Parse(text.ToArray()).RootElement;
        }
    }

    private static void SaveVirtual(CommandCall call, SaveArguments arguments)
    {
        if (arguments.CpuIndex is { } index && (index < 0 || index >= call.Machine.Cpus.Count))
            throw new CommandException("Parameter 'cpu-index' expects a CPU number");
        if (call.Machine.Cpus.Count == 0) throw new CommandException("the machine has no CPU");
        Cpu cpu = call.Machine.Cpus[(int)(arguments.CpuIndex ?? 0)];
        Save(call, arguments.Filename, arguments.Val, arguments.Size, (at, piece) =>
        {
            if (!GuestMemory.Read(cpu, at, piece, isPhysical: false))
                throw new CommandException($"Invalid addr 0x{arguments.Val:x16}/size {arguments.Size} specified");
        });
    }

    /// <summary>Saves what devices see of memory; where there is none, zeros, so that no register of a device is read.</summary>
    private static void SavePhysical(CommandCall call, PhysicalSaveArguments arguments) =>
        Save(call, arguments.Filename, arguments.Val, arguments.Size, (at, piece) =>
        {
            while (!piece.IsEmpty)
            {
                int length = (int)Math.Min((ulong)piece.Length, AddressMap.PageSize - (at % AddressMap.PageSize));
                Span<byte> memory = call.Machine.Memory.Memory(new PhysicalAddress(at), length);
                if (memory.IsEmpty) piece[..length].Clear();
                else memory.CopyTo(piece);
                piece = piece[length..];
                at += (ulong)length;
            }
        });

    private delegate void Fill(ulong address, Span<byte> piece);

    private static void Save(CommandCall call, string path, long address, long size, Fill fill)
    {
        if (size < 0) throw new CommandException("Parameter 'size' expects a non-negative value");
        using FileStream file = Create(path);
        try
        {
            call.Machine.WhileStopped(() =>
            {
                byte[] buffer = new byte[Math.Min(size, Piece)];
                for (long done = 0; done < size;)
                {
                    Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(size - done, buffer.Length));
                    fill((ulong)(address + done), piece);
                    file.Write(piece);
                    done += piece.Length;
                }

                return true;
            });
        }
        catch (IOException e)
        {
            throw new CommandException($"Could not write '{path}': {FileFailure.Explain(path, e)}");
        }
    }

    private static void SaveDeviceTree(CommandCall call, FilenameArguments arguments)
    {
        byte[] blob = call.Machine.WhileStopped(() => call.Machine.DeviceTree is { } tree ? DeviceTreeWriter.Write(tree) : null)
            ?? throw new CommandException("This machine doesn't have a FDT");
        using FileStream file = Create(arguments.Filename);
        try
        {
            file.Write(blob);
        }
        catch (IOException e)
        {
            throw new CommandException($"Could not write '{arguments.Filename}': {FileFailure.Explain(arguments.Filename, e)}");
        }
    }

    private static FileStream Create(string path)
    {
        try
        {
            // Without a buffer, which would fail once more when it is disposed of.
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new CommandException($"Could not open '{path}': {FileFailure.Explain(path, e)}");
        }
    }
}

/// <summary>An item of <c>query-memdev</c>; memory is not bound to nodes of the host.</summary>
internal sealed record Memdev(
    long Size, bool Merge, bool Dump, bool Prealloc, bool Share, bool Reserve, IReadOnlyList<long> HostNodes, string Policy, string? Id);

/// <summary>Answer of <c>query-current-machine</c>.</summary>
internal sealed record CurrentMachine(bool WakeupSuspendSupport);

/// <summary>Arguments of <c>memsave</c>.</summary>
internal sealed class SaveArguments
{
    public long Val { get; set; }

    public long Size { get; set; }

    public string Filename { get; set; } = "";

    public long? CpuIndex { get; set; }
}

/// <summary>Arguments of <c>pmemsave</c>.</summary>
internal sealed class PhysicalSaveArguments
{
    public long Val { get; set; }

    public long Size { get; set; }

    public string Filename { get; set; } = "";
}

/// <summary>Arguments that name a file.</summary>
internal sealed class FilenameArguments
{
    public string Filename { get; set; } = "";
}
