using Emu.Chardev;

namespace Emu.Devices.Tests;

/// <summary>
/// A character backend in the hands of a test: keeps what was written, up to a limit, and counts requests for input.
/// </summary>
internal sealed class ScriptedBackend : ICharacterBackend
{
    public List<byte> Output { get; } = [];
    public int OutputRoom { get; set; } = int.MaxValue;
    public int Resumed { get; private set; }
    public ICharacterFrontEnd FrontEnd { get; private set; } = null!;

    public void Attach(ICharacterFrontEnd frontEnd) => FrontEnd = frontEnd;

    public int Write(ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(bytes.Length, OutputRoom);
        Output.AddRange(bytes[..taken]);
        OutputRoom -= taken;
        return taken;
    }

    public void ResumeInput() => Resumed++;

    public void Flush()
    {
    }

    public void Dispose()
    {
    }
}
