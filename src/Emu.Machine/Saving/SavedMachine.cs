using System.Globalization;
using System.Text.Json;
using Emu.CacheFormat.SavedState;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Isa;
using Emu.Machine.Boards;
using Emu.Machine.Cpus;
using Emu.Machine.Firmware;
using Emu.Model.Descriptors;
using Emu.Model.State;

namespace Emu.Machine.Saving;

/// <summary>
/// A whole machine as a saved one has it: what it is, and the state of its CPUs, firmware and devices by their names, as
/// <c>cache-format/state.md</c> says. All members are for the machine's thread, while CPUs, clock and queues stand still.
/// </summary>
/// <remarks>Invariant of the unsafe code: memory and registers belong to the machine, which outlives this object.</remarks>
internal sealed unsafe class SavedMachine
{
    private const string Architecture = "architecture", Board = "machine", Features = "cpu", Memory = "memory", Clock = "clock",
        Firmware = "firmware", Cpus = "cpus", Devices = "devices", Boot = "boot";

    private const string Name = "name", Start = "start", Size = "size", Nanoseconds = "nanoseconds", Ticks = "ticks",
        IsBuiltIn = "built-in", State = "state", IsStarted = "started", Pc = "pc", Retired = "retired", Registers = "registers";

    private readonly JsonWriterOptions options = new() { Indented = false };

    /// <summary>The machine's hardware.</summary>
    public required Board Hardware { get; init; }

    /// <summary>Its bus.</summary>
    public required AddressMap Bus { get; init; }

    /// <summary>Its clock, paused.</summary>
    public required MachineClock Time { get; init; }

    /// <summary>Its CPUs, parked.</summary>
    public required IReadOnlyList<CpuThread> Threads { get; init; }

    /// <summary>The firmware inside the emulator.</summary>
    public required IFirmware BuiltIn { get; init; }

    /// <summary>The board's devices.</summary>
    public required IReadOnlyList<AssembledDevice> Assembled { get; init; }

    /// <summary>The regions of memory, in the order of their numbers.</summary>
    public IReadOnlyList<MemoryRegion> Regions => [.. Bus.Regions.Where(region => region.Backing != null)];

    /// <summary>The same, for a writer.</summary>
    public IReadOnlyList<StateMemory> Contents =>
    [
        .. Regions.Select(region => new StateMemory(
            region.Size,
            (page, count) => new ReadOnlySpan<byte>(region.Backing + (page * StateLayout.PageSize), count * StateLayout.PageSize))),
    ];

    private CpuModel Model => Threads[0].Cpu.Model;

    /// <summary>The devices.</summary>
    public IEnumerable<SavedPart> Parts => SavedPart.Of(Assembled, Hardware.DeviceTypes);

    /// <summary>Describes the machine as it is now, in UTF-8.</summary>
    /// <param name="usesBuiltIn">The firmware inside the emulator serves the CPUs.</param>
    /// <param name="boot">What the boot is known by that led here; empty for nothing.</param>
    /// <exception cref="StateException">Something in it cannot be saved.</exception>
    public byte[] Describe(bool usesBuiltIn, string boot)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, options))
        {
            writer.WriteStartObject();
            writer.WriteString(Architecture, Model.Architecture.Name);
            writer.WriteString(Board, Hardware.Name);
            writer.WriteString(Features, Model.Architecture.Describe(Model.Features));
            if (boot.Length != 0) writer.WriteString(Boot, boot);
            WriteMemory(writer);
            writer.WriteStartObject(Clock);
            writer.WriteNumber(Nanoseconds, Time.Nanoseconds);
            writer.WriteNumber(Ticks, Time.Ticks);
            writer.WriteEndObject();
            writer.WriteStartArray(Cpus);
            foreach (CpuThread thread in Threads) WriteCpu(writer, thread);
            writer.WriteEndArray();
            writer.WriteStartObject(Firmware);
            writer.WriteBoolean(IsBuiltIn, usesBuiltIn);
            writer.WritePropertyName(State);
            StateFormat.Save(FirmwareMembers(usesBuiltIn), BuiltIn, writer);
            writer.WriteEndObject();
            writer.WriteStartObject(Devices);
            foreach (SavedPart part in Parts)
            {
                writer.WritePropertyName(part.Name);
                lock (part.Gate) StateFormat.Save(part.Members, part.Device, writer);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>Refuses a description that is of another machine; memory is looked at, nothing is changed.</summary>
    /// <param name="saved">The description.</param>
    /// <param name="boot">What the boot must be known by that led there; null for anything.</param>
    /// <exception cref="StateException">It is; the message says what differs.</exception>
    public void Check(JsonElement saved, string? boot)
    {
        if (boot is not null && Member(saved, Boot).GetString() != boot) throw new StateException("it is of another boot");
        RefuseOther(saved, Architecture, Model.Architecture.Name);
        RefuseOther(saved, Board, Hardware.Name);
        RefuseOther(saved, Features, Model.Architecture.Describe(Model.Features));
        JsonElement cpus = Member(saved, Cpus), memory = Member(saved, Memory);
        if (cpus.GetArrayLength() != Threads.Count) throw Other("CPUs", $"{cpus.GetArrayLength()}", $"{Threads.Count}");
        string there = string.Join(", ", memory.EnumerateArray().Select(each =>
            $"{Member(each, Name).GetString()} of {Member(each, Size).GetUInt64()} bytes at 0x{Member(each, Start).GetUInt64():x}"));
        string own = string.Join(", ", Regions.Select(each => $"{each.Name} of {each.Size} bytes at 0x{each.Start.Value:x}"));
        if (there != own) throw Other(Memory, there, own);
        HashSet<string> names = [.. Parts.Select(part => part.Name)];
        JsonElement devices = Member(saved, Devices);
        foreach (JsonProperty each in devices.EnumerateObject())
            if (!names.Remove(each.Name)) throw new StateException($"it has a device {each.Name}, and this machine has none");
        if (names.Count != 0) throw new StateException($"it has no device {names.Order(StringComparer.Ordinal).First()}, and this machine has one");
    }

    /// <summary>Puts the machine, whose memory is there already, into the state; returns whether the firmware inside the emulator
    /// serves the CPUs.</summary>
    /// <exception cref="StateException">A member is missing, not known, or has a value that does not fit.</exception>
    public bool Apply(JsonElement saved)
    {
        JsonElement clock = Member(saved, Clock), firmware = Member(saved, Firmware);
        Time.Restore(Member(clock, Nanoseconds).GetUInt64(), Member(clock, Ticks).GetUInt64());
        bool usesBuiltIn = Member(firmware, IsBuiltIn).GetBoolean();
        int index = 0;
        foreach (JsonElement cpu in Member(saved, Cpus).EnumerateArray()) ApplyCpu(cpu, Threads[index++], usesBuiltIn);
        Named("firmware", () => StateFormat.Load(FirmwareMembers(usesBuiltIn), BuiltIn, Member(firmware, State)));
        JsonElement devices = Member(saved, Devices);
        // What drives a wire comes before what the wire leads to, whose own state is the last word.
        foreach (SavedPart part in Parts.Reverse())
        {
            lock (part.Gate)
                Named(part.Name, () => StateFormat.Load(part.Members, part.Device, Member(devices, part.Name)));
        }

        return usesBuiltIn;
    }

    private static void Named(string name, Action load)
    {
        try
        {
            load();
        }
        catch (StateException e)
        {
            throw new StateException($"{name}: {e.Message}");
        }
    }

    private static JsonElement Member(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement value)
            ? value : throw new StateException($"'{name}' is missing");

    private static void RefuseOther(JsonElement saved, string name, string own)
    {
        string? there = Member(saved, name).GetString();
        if (there != own) throw Other(name, there ?? "", own);
    }

    private static StateException Other(string what, string there, string own) =>
        new($"its {what}: {there}; of this one: {own}");

    private IReadOnlyList<StateDescriptor> FirmwareMembers(bool isUsed) => !isUsed ? [] : BuiltIn.SavedMembers
        ?? throw new StateException("the firmware inside the emulator declares no state");

    private void WriteMemory(Utf8JsonWriter writer)
    {
        writer.WriteStartArray(Memory);
        foreach (MemoryRegion region in Regions)
        {
            writer.WriteStartObject();
            writer.WriteString(Name, region.Name);
            writer.WriteNumber(Start, region.Start.Value);
            writer.WriteNumber(Size, region.Size);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCpu(Utf8JsonWriter writer, CpuThread thread)
    {
        Cpu cpu = thread.Cpu;
        IReadOnlyList<StateDescriptor> members = cpu.SavedMembers
            ?? throw new StateException($"the state of {cpu.Model.Architecture.Name} CPUs is not declared yet");
        writer.WriteStartObject();
        writer.WriteBoolean(IsStarted, thread.Settle());
        writer.WriteNumber(Pc, cpu.State->Pc);
        writer.WriteNumber(Retired, cpu.State->InstructionsRetired);
        writer.WriteStartObject(Registers);
        RegisterFile file = cpu.Model.Architecture.Registers;
        for (int i = 0; i < file.Count; i++)
        {
            var register = (ulong*)((byte*)cpu.Registers + file.OffsetOf(i));
            writer.WriteString(file.NameOf(i), file.TypeOf(i) == RegisterType.Vector ? $"{register[1]:x16}{register[0]:x16}" : $"{register[0]:x16}");
        }

        writer.WriteEndObject();
        writer.WritePropertyName(State);
        StateFormat.Save(members, cpu, writer);
        writer.WriteEndObject();
    }

    private void ApplyCpu(JsonElement saved, CpuThread thread, bool usesBuiltIn)
    {
        Cpu cpu = thread.Cpu;
        IReadOnlyList<StateDescriptor> members = cpu.SavedMembers
            ?? throw new StateException($"the state of {cpu.Model.Architecture.Name} CPUs is not declared yet");
        BuiltIn.Serve(cpu, usesBuiltIn);
        cpu.State->Pc = Member(saved, Pc).GetUInt64();
        cpu.State->InstructionsRetired = Member(saved, Retired).GetUInt64();
        JsonElement registers = Member(saved, Registers);
        RegisterFile file = cpu.Model.Architecture.Registers;
        for (int i = 0; i < file.Count; i++)
        {
            var register = (ulong*)((byte*)cpu.Registers + file.OffsetOf(i));
            bool isWide = file.TypeOf(i) == RegisterType.Vector;
            string? text = Member(registers, file.NameOf(i)).GetString();
            if (text?.Length != (isWide ? 32 : 16) || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 value))
                throw new StateException($"CPU {cpu.Id}: {file.NameOf(i)}: not the digits of a register");
            register[0] = i == file.Zero ? 0 : (ulong)value;
            if (isWide) register[1] = (ulong)(value >> 64);
        }

        Named($"CPU {cpu.Id}", () => StateFormat.Load(members, cpu, Member(saved, State)));
        thread.Prepare(Member(saved, IsStarted).GetBoolean());
    }
}
