using Emu.Chardev;
using Emu.Core.Time;
using Emu.Host;
using Emu.TerminalProbe;

// A console on standard input and output that does what its keys say, for tests of what it leaves behind. With an
// argument it waits for termination signals instead of dying of them.
EventLoop loop = new(new MachineClock());
using StdioBackend console = new(loop, new HostTerminal(), keepSignalKeys: false);
KeyReader keys = new();
console.Attach(keys);
using TerminationSignals? signals = args.Length == 0 ? null : new TerminationSignals();
if (signals is not null)
    loop.Watch(signals.Descriptor, () => keys.SignalCame(signals.Take())).Enable();
Print($"ready {Environment.ProcessId}");

while (true)
{
    switch (keys.Next())
    {
        case 'q':
            Print("quit");
            return 0;
        case 's':
            Print("signal");
            return 3;
        case 'e':
            throw new InvalidOperationException("the probe was told to fail");
        case 'n':
            // A fault in managed code is an exception, not the end.
            string? nothing = args.FirstOrDefault(argument => argument == "never");
            try
            {
                Print($"length {nothing!.Length}");
            }
            catch (NullReferenceException)
            {
                Print("caught");
            }

            break;
        case char key:
            Print($"key {(int)key}");
            break;
    }
}

void Print(string line) => console.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
