using System.Text;

namespace Emu.Chardev.Tests;

/// <summary>A backend in the hands of a test.</summary>
internal sealed class ScriptedBackend : ICharacterBackend
{
    private readonly StringBuilder output = new();

    public string Output => output.ToString();
    public int OutputRoom { get; set; } = int.MaxValue;
    public int Resumed { get; private set; }
    public ICharacterFrontEnd FrontEnd { get; private set; } = null!;

    public void Attach(ICharacterFrontEnd frontEnd) => FrontEnd = frontEnd;

    public int Write(ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(bytes.Length, OutputRoom);
        output.Append(Encoding.Latin1.GetString(bytes[..taken]));
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
