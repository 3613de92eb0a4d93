using System.Text;
using Emu.Host;

namespace Emu.Cli;

/// <summary>
/// Text to an open descriptor at its own file position, which a shell's redirection shares with the commands around. Not
/// buffered.
/// </summary>
/// <param name="descriptor">Where the text goes; stays the caller's to close.</param>
/// <param name="failed">Takes the host's negative error when text could not be written; null drops it.</param>
internal sealed class DescriptorTextWriter(int descriptor, Action<int>? failed = null) : TextWriter
{
    /// <summary>The descriptor, which may be moved while nothing is written.</summary>
    public int Descriptor { get; set; } = descriptor;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write($"{value}\n");

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(buffer.Length)];
        int error = HostDescriptor.WriteAll(
            Descriptor, bytes.AsSpan(0, Encoding.UTF8.GetBytes(buffer, bytes)));
        if (error < 0) failed?.Invoke(error);
    }
}
