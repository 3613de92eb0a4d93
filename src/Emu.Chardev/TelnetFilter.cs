namespace Emu.Chardev;

/// <summary>The telnet protocol (RFC 854) between a telnet program and a serial line: characters go through one by one, the
/// program's commands are taken out, and a 255 of the guest is doubled.</summary>
internal sealed class TelnetFilter
{
    private const byte Interpret = 255, Do = 253, Dont = 254, Will = 251, Wont = 252, Begin = 250, End = 240;
    private const byte Echo = 1, SuppressGoAhead = 3, LineMode = 34;

    private State state;

    private enum State
    {
        Data,
        Command,
        Option,
        Parameters,
        ParametersCommand,
    }

    /// <summary>Asks the program to send each key at once, and not to show it itself.</summary>
    public static ReadOnlySpan<byte> Greeting =>
        [Interpret, Will, Echo, Interpret, Will, SuppressGoAhead, Interpret, Wont, LineMode];

    /// <summary>Adds the guest's output to a buffer; returns how many of its bytes fit.</summary>
    public static int Append(ReadOnlySpan<byte> bytes, byte[] target, ref int count)
    {
        int taken = 0;
        foreach (byte each in bytes)
        {
            int needed = each == Interpret ? 2 : 1;
            if (target.Length - count < needed) break;
            target[count++] = each;
            if (needed == 2) target[count++] = Interpret;
            taken++;
        }

        return taken;
    }

    /// <summary>A front end that gives another one what is no command.</summary>
    public ICharacterFrontEnd Before(ICharacterFrontEnd target) => new Cleaner(this, target);

    /// <summary>Takes the commands out; returns the number of bytes that are left at the start.</summary>
    private int Clean(Span<byte> bytes)
    {
        int kept = 0;
        foreach (byte each in bytes)
        {
            switch (state)
            {
                case State.Data when each == Interpret:
                    state = State.Command;
                    break;
                case State.Data:
                    bytes[kept++] = each;
                    break;
                case State.Command when each == Interpret:
                    bytes[kept++] = each;
                    state = State.Data;
                    break;
                case State.Command:
                    state = each switch
                    {
                        Do or Dont or Will or Wont => State.Option,
                        Begin => State.Parameters,
                        _ => State.Data,
                    };
                    break;
                case State.Option:
                    state = State.Data;
                    break;
                case State.Parameters when each == Interpret:
                    state = State.ParametersCommand;
                    break;
                case State.ParametersCommand:
                    state = each == End ? State.Data : State.Parameters;
                    break;
            }
        }

        return kept;
    }

    private sealed class Cleaner(TelnetFilter filter, ICharacterFrontEnd target) : ICharacterFrontEnd
    {
        public int InputRoom => target.InputRoom;

        public void Receive(ReadOnlySpan<byte> bytes)
        {
            byte[] copy = bytes.ToArray();
            int kept = filter.Clean(copy);
            if (kept != 0) target.Receive(copy.AsSpan(0, kept));
        }

        public void ReceiveBreak() => target.ReceiveBreak();

        public void OutputRoomAvailable() => target.OutputRoomAvailable();
    }
}
