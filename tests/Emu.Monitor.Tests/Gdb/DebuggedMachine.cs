using System.Text;
using System.Threading.Channels;
using Emu.Chardev;
using Emu.Machine;
using Emu.Testing;

namespace Emu.Monitor.Tests.Gdb;

/// <summary>A machine, paused before its first instruction, with a debugger that sends packets and waits for
/// answers.</summary>
internal sealed class DebuggedMachine : ICharacterBackend
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Channel<byte> received = Channel.CreateUnbounded<byte>();
    private readonly TestMachine machine;
    private ICharacterFrontEnd? frontEnd;

    /// <param name="code">The guest.</param>
    /// <param name="change">What is otherwise than in a machine with one interpreted CPU.</param>
    public DebuggedMachine(GuestCode code, Func<MachineOptions, MachineOptions>? change = null)
    {
        machine = new TestMachine(change, code);
        machine.Monitors.AddGdb(this);
    }

    /// <summary>The machine.</summary>
    public Emu.Machine.Machine Machine => machine.Machine;

    /// <summary>Sends a packet and returns the content of the answer.</summary>
    public string Ask(string packet)
    {
        Send(packet);
        return ReadAnswer();
    }

    /// <summary>Sends a packet.</summary>
    public void Send(string packet)
    {
        byte sum = 0;
        foreach (char letter in packet) sum += (byte)letter;
        Send(Encoding.Latin1.GetBytes($"${packet}#{sum:x2}"));
    }

    /// <summary>Stops the machine as Ctrl-C does.</summary>
    public string Interrupt()
    {
        Send([3]);
        return ReadAnswer();
    }

    /// <summary>The next packet's content.</summary>
    public string ReadAnswer()
    {
        StringBuilder text = new();
        while (Next() != '$')
        {
        }

        for (byte each = Next(); each != '#'; each = Next()) text.Append((char)each);
        Next();
        Next();
        return text.ToString();
    }

    /// <summary>A register of 64 bits, by its number.</summary>
    public ulong Register(int number) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(Convert.FromHexString(Ask($"p{number:x}")));

    public void Attach(ICharacterFrontEnd frontEnd) => this.frontEnd = frontEnd;

    public int Write(ReadOnlySpan<byte> bytes)
    {
        foreach (byte each in bytes) received.Writer.TryWrite(each);
        return bytes.Length;
    }

    public void ResumeInput()
    {
    }

    public void Flush()
    {
    }

    public void Dispose() => machine.Dispose();

    private void Send(byte[] bytes)
    {
        while (frontEnd!.InputRoom < bytes.Length) Thread.Yield();
        frontEnd.Receive(bytes);
    }

    private byte Next()
    {
        using CancellationTokenSource patience = new(Patience);
        return received.Reader.ReadAsync(patience.Token).AsTask().GetAwaiter().GetResult();
    }
}
