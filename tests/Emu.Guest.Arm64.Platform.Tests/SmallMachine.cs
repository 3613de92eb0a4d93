using System.Buffers.Binary;
using Emu.Engine;
using Emu.Guest.Arm64.Boards;
using Emu.Machine;
using Emu.Machine.Boot;
using Emu.Testing.Machines;

namespace Emu.Guest.Arm64.Platform.Tests;

/// <summary>A machine with a program of a few instructions, from power-on to its end.</summary>
internal static class SmallMachine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Instructions as they lie in memory.</summary>
    public static byte[] Bytes(params ReadOnlySpan<uint> words)
    {
        byte[] code = new byte[words.Length * sizeof(uint)];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(code.AsSpan(i * sizeof(uint)), words[i]);
        return code;
    }

    /// <summary>Runs a machine; returns its status and what it has printed.</summary>
    /// <param name="boot">What it boots.</param>
    /// <param name="accel">How its code is run.</param>
    /// <param name="cpus">Number of CPUs.</param>
    /// <param name="whenPrinted">Called with the machine, on another thread, once it has printed something.</param>
    public static (int Status, string Output) Run(
        BootOptions boot, AccelOptions accel, int cpus = 1, Action<Emu.Machine.Machine>? whenPrinted = null)
    {
        RecordingBackend serial = new();
        MachineOptions options = new() { CpuCount = cpus, Accel = accel, EndsOnReset = true, Boot = boot };
        using Emu.Machine.Machine machine = new(VirtBoard.Board, options, (_, _) => serial);
        using Timer watchdog = new(_ => machine.RequestShutdown(-1), null, Patience, Timeout.InfiniteTimeSpan);
        Task user = whenPrinted is null ? Task.CompletedTask : Task.Run(() =>
        {
            if (SpinWait.SpinUntil(() => serial.Text.Length != 0, Patience)) whenPrinted(machine);
        });
        int status = machine.Run();
        user.GetAwaiter().GetResult();
        return status != -1 ? (status, serial.Text) : throw new TimeoutException("the guest did not end");
    }
}
