using System.Globalization;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Engine.Inspection;

/// <summary>
/// Names translated code for <c>perf report</c>, in the file that it looks for: a line of address, size and name for
/// each region, in hexadecimal. Any thread may call.
/// </summary>
/// <remarks>Invariant of the unsafe code: addresses of code are printed and compared, and never followed.</remarks>
public sealed unsafe class PerfMap : IDisposable
{
    private readonly Lock gate = new();
    private readonly HashSet<nint> named = [];
    private readonly StreamWriter writer;
    private bool isFull;

    /// <summary>Creates the file, in place of one that an earlier process of this number has left.</summary>
    /// <exception cref="IOException">It cannot be created; the message names it.</exception>
    public PerfMap()
        : this($"/tmp/perf-{Environment.ProcessId}.map")
    {
    }

    /// <inheritdoc cref="PerfMap()"/>
    internal PerfMap(string path)
    {
        Path = path;
        try
        {
            // Anyone may have put something there, a link to a file of ours for instance: it is replaced, not followed.
            File.Delete(path);
            writer = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the map for perf cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Names a region by the guest physical address of its first entry, on the first page that it is attached
    /// to. Does nothing for a region that has a name.</summary>
    public void Add(Region region, ulong pageAddress)
    {
        lock (gate)
        {
            if (isFull || !named.Add((nint)region.Code)) return;
            ulong guest = pageAddress + region.Entries[0];
            try
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture,
                    $"{(ulong)region.Code:x} {region.CodeLength:x} guest_0x{guest:x}\n"));
                // perf reads the file when the process has ended, be it by a signal.
                writer.Flush();
            }
            catch (IOException e)
            {
                isFull = true;
                StandardError.WriteLine($"{Path} cannot be written, further code has no names: {e.Message}");
            }
        }
    }

    /// <summary>Closes the file, which stays for perf.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isFull) return;
            isFull = true;
            writer.Dispose();
        }
    }
}
