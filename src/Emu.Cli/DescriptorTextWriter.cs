using System.Text;
using Emu.Host;

namespace Emu.Cli;

/// <summary>
/// Text to an open descriptor at its own file position, which a shell's redirection shares with the commands around. Not
/// buffered; what cannot be written is lost, as nobody is left to be told.
/// </summary>
internal sealed class DescriptorTextWriter(int descriptor) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write($"{value}\n");

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(buffer.Length)];
        _ = HostDescriptor.WriteAll(descriptor, bytes.AsSpan(0, Encoding.UTF8.GetBytes(buffer, bytes)));
    }
}
