using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Machine.Firmware;

namespace Emu.Guest.RiscV.Firmware.Htif;

/// <summary>
/// Berkeley's host-target interface: a bare-metal program writes a command to the word <c>tohost</c> and waits until
/// the host has cleared it. Used by the RISC-V test suites to end with a status and to print.
/// </summary>
/// <remarks>
/// The word is ordinary memory whose page is observed: a command is served within the store that completes it, on the hart's
/// thread. The event loop tries again what the console did not take, and serves commands of which a store brought only one
/// half when no other half has followed.
/// </remarks>
internal sealed class HtifPort : IDisposable
{
    private const int WordSize = sizeof(ulong), HalfBits = 32;

    /// <summary>Nanoseconds until a command is looked at again, by the event loop.</summary>
    private const ulong RetryInterval = 1_000_000;

    /// <summary>Device in bits 63 to 56, command in bits 55 to 48, payload below.</summary>
    private const int DeviceShift = 56, CommandShift = 48;
    private const ulong PayloadMask = (1UL << CommandShift) - 1;
    private const ulong SystemCallDevice = 0, ConsoleDevice = 1;
    private const ulong ConsoleWriteCommand = 1;

    /// <summary>The one proxied system call: <c>write(descriptor, address, length)</c>.</summary>
    private const ulong WriteSystemCall = 64;
    private const int SystemCallBlockSize = 64;
    private const ulong NotImplemented = unchecked((ulong)-38);
    private const ulong BadAddress = unchecked((ulong)-14);
    private const ulong LongestWrite = 1 << 20;

    private readonly MachineServices machine;
    private readonly AddressMap memory;
    private readonly PhysicalAddress toHost;
    private readonly PhysicalAddress? fromHost;
    private readonly MachineClock clock;
    private readonly MachineTimer timer;
    private readonly uint offsetInPage;

    /// <summary>Guards what follows. Harts and the event loop hold it while they serve a command.</summary>
    private readonly Lock gate = new();
    private bool isClosed;

    /// <summary>The command of which the console has not taken all yet, and the bytes that it has taken.</summary>
    private ulong pending;
    private int printed;

    /// <summary>Starts to watch the words.</summary>
    /// <param name="machine">The machine; its console is where the program prints.</param>
    /// <param name="toHost">Where the program writes commands: eight bytes of RAM.</param>
    /// <param name="fromHost">Where it waits for answers, if it has that word.</param>
    public HtifPort(MachineServices machine, PhysicalAddress toHost, PhysicalAddress? fromHost)
    {
        this.machine = machine;
        memory = machine.Memory;
        this.toHost = toHost;
        this.fromHost = fromHost;
        clock = machine.Events.Clock;
        timer = machine.Events.CreateTimer(Serve);
        offsetInPage = (uint)(toHost.Value % AddressMap.PageSize);
        machine.ObserveStores(new PhysicalAddress(toHost.Value - offsetInPage), Stored);
    }

    /// <summary>Stops watching. No hart runs.</summary>
    public void Dispose()
    {
        machine.ObserveStores(default, null);
        lock (gate) isClosed = true;
        timer.Cancel();
    }

    private void Stored(uint offset, uint length)
    {
        if (offset >= offsetInPage + WordSize || offset + length <= offsetInPage) return;
        if (length >= WordSize || HasBothHalves()) Serve();
        else timer.Set(clock.Nanoseconds + RetryInterval);
    }

    /// <summary>False when a 32-bit program may have stored one half of a command and may be about to store the other.</summary>
    private bool HasBothHalves()
    {
        ulong command = Volatile.Read(ref Word);
        return (uint)command != 0 && command >> HalfBits != 0;
    }

    private ref ulong Word => ref MemoryMarshal.AsRef<ulong>(memory.Memory(toHost, WordSize));

    private void Serve()
    {
        lock (gate)
        {
            ulong command;
            while (!isClosed && (command = Volatile.Read(ref Word)) != 0)
            {
                if (command != pending) (pending, printed) = (command, 0);
                // A command stays in the word until the console has taken all it prints.
                if (!TryServe(command))
                {
                    timer.Set(clock.Nanoseconds + RetryInterval);
                    return;
                }

                (pending, printed) = (0, 0);
                // Another hart's command that has come meanwhile stays, and is served next.
                if (!isClosed && Interlocked.CompareExchange(ref Word, 0, command) == command)
                    machine.NotifyStored(toHost, WordSize);
            }
        }
    }

    /// <summary>Does what a command says; false when it must be tried again.</summary>
    private bool TryServe(ulong command)
    {
        ulong device = command >> DeviceShift, payload = command & PayloadMask;
        if (device == SystemCallDevice && (payload & 1) != 0)
        {
            // Zero means that all tests passed, else it is the number of the one that did not.
            machine.Control.RequestShutdown((int)Math.Min(payload >> 1, 255));
            isClosed = true;
            return true;
        }

        if (device == SystemCallDevice) return TryCallSystem(new PhysicalAddress(payload));
        if (device == ConsoleDevice && (command >> CommandShift & 0xff) == ConsoleWriteCommand)
            return TryPrint([(byte)payload]);
        Log.WriteOnce(LogItems.Unimplemented, $"htif: command 0x{command:x16} is not supported");
        return true;
    }

    /// <summary>A system call passed by address: number and arguments in eight words, of which the first becomes the
    /// result.</summary>
    private bool TryCallSystem(PhysicalAddress block)
    {
        if (machine.IsRam(block, SystemCallBlockSize))
        {
            Span<byte> words = memory.Memory(block, SystemCallBlockSize);
            ulong number = BinaryPrimitives.ReadUInt64LittleEndian(words);
            PhysicalAddress start = new(BinaryPrimitives.ReadUInt64LittleEndian(words[16..]));
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(words[24..]);
            ulong result = NotImplemented;
            if (number == WriteSystemCall && !TryWrite(start, length, out result)) return false;
            BinaryPrimitives.WriteUInt64LittleEndian(words, result);
            machine.NotifyStored(block, sizeof(ulong));
        }

        if (fromHost is { } answer) Store(answer, 1);
        return true;
    }

    private void Store(PhysicalAddress word, ulong value)
    {
        if (memory.Write(word, sizeof(ulong), value)) machine.NotifyStored(word, sizeof(ulong));
    }

    private bool TryWrite(PhysicalAddress start, ulong length, out ulong result)
    {
        ReadOnlySpan<byte> bytes = memory.Memory(start, (int)Math.Min(length, LongestWrite));
        result = bytes.IsEmpty && length != 0 ? BadAddress : (ulong)bytes.Length;
        return TryPrint(bytes);
    }

    /// <summary>Sends what has not been sent yet; false when the console does not take all of it now.</summary>
    private bool TryPrint(ReadOnlySpan<byte> bytes)
    {
        while (printed < bytes.Length)
        {
            int taken = machine.Console.Write(bytes[printed..]);
            if (taken == 0) return false;
            printed += taken;
        }

        return true;
    }
}
