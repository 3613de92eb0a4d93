using System.IO.Hashing;
using Emu.CacheFormat.SavedState;
using Emu.Core.Memory;
using Emu.Engine;
using Emu.Guest.RiscV.Boards;
using Emu.Machine;
using Emu.Machine.Boot;
using Emu.Testing;
using Emu.Testing.Machines;
using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Guest.RiscV.Platform.Tests;

/// <summary>Whole machines that are saved at any moment and go on in another emulator.</summary>
public sealed class SavedMachineTests : IDisposable
{
    private const ulong Work = 0x8040_0000, WorkOfHart = 0x1_0000;
    private const int Harts = 2;

    /// <summary>What the workers do, where each has the number of turns that are left, and how many turns a hart goes on at most while
    /// it is being saved.</summary>
    private const uint Turns = 200_000, Counter = 0x8000;
    private const int Ahead = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("emu-saved-");

    public static TheoryData<string> Accelerators => ["interp", "aot"];

    private string State => Path.Combine(folder.FullName, "state");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void A_machine_that_moves_at_any_moment_does_what_one_does_that_stays(string accel)
    {
        GuestCode guest = Worker();
        (int status, string output, ulong memory) = RunThrough(guest, accel, []);
        Assert.Equal((0, "0"), (status, output));
        Random random = new(23);
        ulong[] moments = [.. Enumerable.Range(0, 8).Select(_ => (ulong)random.Next(Ahead, (int)Turns)).OrderDescending()];
        Assert.Equal((status, output, memory), RunThrough(guest, accel, moments));
    }

    [Fact]
    public void A_saved_machine_stands_and_can_go_on_itself()
    {
        GuestCode guest = Worker();
        (_, _, ulong memory) = RunThrough(guest, "interp", []);
        using Emulator emulator = new(guest, "interp");
        emulator.RunTo(Turns / 2);
        emulator.Save(State);
        Assert.Equal(RunState.Postmigrate, emulator.Machine.State);
        byte[] first = File.ReadAllBytes(State);
        emulator.Save(State);
        Assert.Equal(first, File.ReadAllBytes(State));
        emulator.OpenGate();
        Assert.True(emulator.Machine.Resume());
        Assert.Equal((0, "0", memory), emulator.WaitForEnd());
    }

    [Fact]
    public void Time_stands_still_between_saving_and_going_on()
    {
        GuestCode guest = new();
        guest.Loop();
        ulong saved;
        using (Emulator emulator = new(guest, "interp"))
        {
            emulator.Save(State);
            saved = emulator.Machine.Events.Clock.Ticks;
        }

        using Emulator other = new(guest, "interp", State, isPaused: true);
        Assert.True(SpinWait.SpinUntil(() => other.Machine.State == RunState.Paused && other.Machine.IsPaused, Patience));
        // Between the two the clock runs for as long as the machine takes to stand still.
        Assert.InRange(other.Machine.Events.Clock.Ticks, saved, saved + (60 * Core.Time.MachineClock.TicksPerSecond));
    }

    [Fact]
    public void A_machine_takes_no_state_of_another_one()
    {
        GuestCode guest = new();
        guest.Loop();
        using (Emulator emulator = new(guest, "interp")) emulator.Save(State);
        string message = Refusal(guest, options => options with { CpuCount = 3 });
        Assert.Equal($"saved machine '{State}' is of another machine: its CPUs: 2; of this one: 3", message);
        Assert.Contains("of another machine: its memory: ", Refusal(guest, options => options with { MemorySize = 64 << 20 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_was_changed_is_refused_in_one_line()
    {
        GuestCode guest = new();
        guest.Loop();
        using (Emulator emulator = new(guest, "interp")) emulator.Save(State);
        byte[] whole = File.ReadAllBytes(State);
        foreach (int cut in new[] { 0, 5, 100, 128, 3000, whole.Length - 1 })
        {
            File.WriteAllBytes(State, whole[..cut]);
            string message = Refusal(guest, options => options);
            Assert.Matches("^('|saved machine )[^\n]*$", message);
        }
    }

    private string Refusal(GuestCode guest, Func<MachineOptions, MachineOptions> change)
    {
        using Emulator emulator = new(guest, "interp", State, change: change);
        return Assert.Throws<StateFileException>(() => emulator.WaitForEnd()).Message;
    }

    /// <summary>Runs a guest to its end, in another emulator from each moment on.</summary>
    private (int Status, string Output, ulong Memory) RunThrough(GuestCode guest, string accel, ulong[] moments)
    {
        string? saved = null;
        foreach (ulong moment in moments)
        {
            using Emulator emulator = new(guest, accel, saved);
            emulator.RunTo(moment);
            emulator.Save(State);
            saved = State;
        }

        using Emulator last = new(guest, accel, saved);
        last.OpenGate();
        return last.WaitForEnd();
    }

    /// <summary>
    /// Two harts in machine mode, each of which changes memory of its own by what is there, while its timer interrupts it all the
    /// time and the other one sends it interrupts; the first one prints a character at the end. What is in memory then depends on
    /// nothing but the number of turns.
    /// </summary>
    private static GuestCode Worker()
    {
        const uint clint = 0x200_0000, machineInterrupts = 0x88;
        const int hartId = 0xf14, trapVector = 0x305, interruptEnable = 0x304;
        const uint returnFromMachine = 0x3020_0073, interruptsOn = 0x3004_6073, interruptsOff = 0x3004_7073;
        const int counter = 18, place = 19, mask = 20, gate = 21, mine = 22, timer = 23, other = 24, handler = 28, temporary = 29;
        GuestCode code = new();
        int toMain = code.Reserve();
        // The handler has a register of its own. It sets the timer a little later, and takes the other hart's interrupt back.
        int handlerAt = code.Position;
        code.LoadConstant(handler, clint + 0xbff8);
        code.Add(Ld(handler, 0, handler), Addi(handler, handler, 300), Sd(handler, 0, timer), Sw(Zero, 0, mine), returnFromMachine);
        code.Patch(toMain, distance => Jal(Zero, distance));
        code.Add(Csrrs(A0, hartId, Zero));
        code.LoadAddress(handler, GuestRun.Start + (ulong)handlerAt);
        code.Add(Csrrw(Zero, trapVector, handler));
        code.LoadConstant(timer, clint + 0x4000);
        code.Add(Slli(temporary, A0, 3), Add(timer, timer, temporary));
        code.LoadConstant(mine, clint);
        code.Add(Slli(temporary, A0, 2), Add(mine, mine, temporary), I(4, mine, 0b100, other, 0b0010011)); // xori
        code.LoadAddress(place, Work);
        code.Add(Addi(gate, place, -8));
        code.LoadConstant(temporary, (uint)WorkOfHart);
        code.Add(Mul(temporary, temporary, A0), Add(place, place, temporary));
        code.LoadConstant(mask, 0x7ff8);
        code.LoadConstant(counter, Turns);
        code.LoadConstant(temporary, machineInterrupts);
        code.Add(Csrrw(Zero, interruptEnable, temporary), Sd(Zero, 0, timer), interruptsOn);
        int loop = code.Position;
        // The word at the counter times 8, within the mask, becomes 31 times itself and the counter.
        code.Add(Ld(T1, 0, gate), Beq(T1, counter, -4));
        code.Add(Slli(T0, counter, 3), R(0, mask, T0, 0b111, T0, 0b0110011), Add(T0, T0, place)); // and
        code.Add(Ld(T1, 0, T0), Addi(T2, Zero, 31), Mul(T1, T1, T2), Add(T1, T1, counter), Sd(T1, 0, T0));
        code.LoadConstant(T2, Counter);
        code.Add(Add(T2, T2, place), Sd(counter, 0, T2));
        code.Add(I(0xff, counter, 0b111, T1, 0b0010011), Bne(T1, Zero, 12)); // andi
        code.Add(Addi(T1, Zero, 1), Sw(T1, 0, other));
        code.Add(Addi(counter, counter, -1));
        code.Add(Bne(counter, Zero, loop - code.Position));
        // The end: the first hart waits for the other one.
        code.Add(interruptsOff, Addi(T0, Zero, -1));
        code.LoadConstant(T2, Counter);
        code.Add(Add(T2, T2, place), Sd(T0, 0, T2), Beq(A0, Zero, 8));
        code.Loop();
        code.LoadConstant(T1, (uint)WorkOfHart);
        code.Add(Add(T2, T2, T1), Ld(T1, 0, T2), Bne(T1, T0, -4));
        code.LoadConstant(T0, 0x1000_0000);
        code.Add(Addi(T1, Zero, '0'), Sb(T1, 0, T0));
        code.Finish(0x5555);
        return code;
    }

    private static uint Slli(int rd, int rs1, int shift) => I(shift, rs1, 0b001, rd, 0b0010011);

    private static uint Mul(int rd, int rs1, int rs2) => R(1, rs2, rs1, 0b000, rd, 0b0110011);

    private static uint Sw(int rs2, int imm, int rs1) => S(imm, rs2, rs1, 0b010, 0b0100011);

    /// <summary>A machine that runs on a thread of its own.</summary>
    private sealed class Emulator : IDisposable
    {
        private readonly RecordingBackend serial = new();
        private readonly TemporaryFile kernel;
        private readonly Task<int> task;

        public Emulator(
            GuestCode guest, string accel, string? saved = null, bool isPaused = false, Func<MachineOptions, MachineOptions>? change = null)
        {
            kernel = new TemporaryFile(
                new ElfBuilder() { Entry = GuestRun.Start }.Segment(GuestRun.Start, guest.ToArray(), 0x10000).Build());
            MachineOptions options = new()
            {
                CpuCount = Harts,
                MemorySize = 32 << 20,
                Accel = AccelOptions.Default with { Kind = accel == "aot" ? AccelKind.Aot : AccelKind.Interpreter },
                Boot = new BootOptions() { KernelPath = kernel.Path, Firmware = FirmwareKind.None },
                Incoming = saved is null ? null : $"file:{saved}",
                StartsPaused = isPaused,
            };
            Machine = new Emu.Machine.Machine(VirtBoard.Board, change is null ? options : change(options), (_, _) => serial);
            task = Task.Run(Machine.Run);
        }

        public Emu.Machine.Machine Machine { get; }

        private Span<byte> Word(ulong address) => Machine.Memory.Memory(new PhysicalAddress(address), sizeof(ulong));

        /// <summary>Lets the first hart run until no more turns are left than that, and keeps both from going much farther.</summary>
        public void RunTo(ulong left)
        {
            SetGate(left - Ahead);
            Assert.True(SpinWait.SpinUntil(() => BitConverter.ToUInt64(Word(Work + Counter)) is > 0 and var now && now <= left, Patience));
        }

        /// <summary>Lets the harts run to the end.</summary>
        public void OpenGate() => SetGate(0);

        // What is set before the saved memory has been loaded would be lost.
        private void SetGate(ulong left)
        {
            Assert.True(SpinWait.SpinUntil(() => Machine.State != RunState.Inmigrate, Patience));
            BitConverter.TryWriteBytes(Word(Work - sizeof(ulong)), left);
        }

        public void Save(string path)
        {
            using FileStream file = File.Create(path);
            Machine.SaveTo(file);
        }

        public (int Status, string Output, ulong Memory) WaitForEnd()
        {
            if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Patience)) throw new TimeoutException("the machine does not end");
            return (task.GetAwaiter().GetResult(), serial.Text, XxHash3.HashToUInt64(Machine.Memory.Memory(new PhysicalAddress(Work), Harts * (int)WorkOfHart)));
        }

        public void Dispose()
        {
            Machine.RequestQuit(-1);
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne(Patience);
            Machine.Dispose();
            kernel.Dispose();
        }
    }
}
