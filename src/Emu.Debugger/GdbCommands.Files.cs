using System.Buffers.Binary;
using System.Text;

namespace Emu.Debugger;

/// <content>Files of a program, which GDB reads through the target (GDB manual, E.7): libraries, and what /proc says of
/// it.</content>
internal sealed partial class GdbCommands
{
    // As GDB numbers errors.
    private const string NoFile = "F-1,2", BadFile = "F-1,9", BadFileArgument = "F-1,16", NoAccess = "F-1,d", TooManyFiles = "F-1,18";

    private const int MostFiles = 16, StatLength = 64;

    private readonly Dictionary<int, IDebugFile> files = [];

    /// <summary>Closes what a debugger has left open.</summary>
    private void CloseFiles()
    {
        foreach (IDebugFile file in files.Values) file.Dispose();
        files.Clear();
    }

    private GdbReply ExecuteOnFile(string rest)
    {
        int colon = rest.IndexOf(':');
        if (!target.HasFiles || colon < 0) return Unknown;
        string[] arguments = rest[(colon + 1)..].Split(',');
        return (rest[..colon], arguments) switch
        {
            ("setfs", [_]) => "F0",
            ("open", [var path, var flags, _]) => Open(path, flags),
            ("close", [var file]) => CloseFile(file),
            ("pread", [var file, var count, var position]) => ReadFile(file, count, position),
            ("fstat", [var file]) => Find(file) is { } open ? $"F{StatLength:x};{StatOf(open)}" : BadFile,
            _ => Unknown,
        };
    }

    private GdbReply Open(string path, string flags)
    {
        const ulong accessModes = 3;
        if (Hex.Bytes(path) is not { Length: > 0 } name || Hex.Number(flags) is not { } number) return BadFileArgument;
        if ((number & accessModes) != 0) return NoAccess;
        if (files.Count == MostFiles) return TooManyFiles;
        if (target.OpenFile(name) is not { } file) return NoFile;
        int descriptor = 0;
        while (files.ContainsKey(descriptor)) descriptor++;
        files.Add(descriptor, file);
        return $"F{descriptor:x}";
    }

    private GdbReply CloseFile(string descriptor)
    {
        if (Find(descriptor) is not { } file) return BadFile;
        files.Remove((int)Hex.Number(descriptor)!);
        file.Dispose();
        return "F0";
    }

    private GdbReply ReadFile(string descriptor, string count, string position)
    {
        if (Find(descriptor) is not { } file) return BadFile;
        if (Hex.Number(count) is not { } wanted || Hex.Number(position) is not (<= long.MaxValue and { } start)) return BadFileArgument;
        byte[] bytes = new byte[Math.Min(wanted, MostBytes)];
        int read = file.Read((long)start, bytes);
        return read < 0 ? BadFile : $"F{read:x};{Encoding.Latin1.GetString(bytes, 0, read)}";
    }

    private IDebugFile? Find(string descriptor) =>
        Hex.Number(descriptor) is (< MostFiles and { } number) ? files.GetValueOrDefault((int)number) : null;

    // Of the protocol's own structure only what a reader asks for: a regular file, and its length.
    private static string StatOf(IDebugFile file)
    {
        const int modeAt = 8, sizeAt = 28;
        const uint readableFile = 0x8124;
        Span<byte> stat = stackalloc byte[StatLength];
        stat.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(stat[modeAt..], readableFile);
        BinaryPrimitives.WriteInt64BigEndian(stat[sizeAt..], file.Length);
        return Encoding.Latin1.GetString(stat);
    }
}
