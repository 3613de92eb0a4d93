using Emu.Model.State;

namespace Emu.Model.Tests;

/// <summary>A device with every kind of property and of state.</summary>
[Device("sample", DeviceCategory.Storage, Bus = "virtio-bus", Description = "A sample", Alias = "smp")]
public sealed partial class SampleDevice : SampleBase, IStateListener
{
    [Property("num-queues")]
    public ushort QueueCount { get; set; } = 65535;

    [Property("event_idx")]
    public bool EventIndex { get; init; } = true;

    [Property("logical_block_size", "A power of two", TypeWord = "size")]
    public uint BlockSize { get; set; }

    [Property("write-cache")]
    public OnOffAuto WriteCache { get; set; }

    [Property("serial")]
    public string? Serial { get; set; }

    [Property("bootindex")]
    public int? BootIndex { get; set; }

    [Property("iothread")]
    public SampleObject? Thread { get; set; }

    [Property("drive", "A drive")]
    public SampleBackend? Drive { get; set; }

    [Property("hostfwd")]
    public string[] Forwards { get; set; } = [];

    [State]
    internal uint[] Levels { get; } = new uint[3];

    [State]
    internal byte[] Bytes { get; } = new byte[4];

    [State]
    internal OnOffAuto Mode { get; set; }

    [State]
    internal SamplePart Part { get; } = new();

    [State]
    internal SamplePart[] Parts { get; } = [new(), new()];

    [State(IsOptional = true)]
    internal long Offset { get; set; }

    [Derived]
    internal int TimesLoaded { get; private set; }

    public void StateLoaded() => TimesLoaded++;
}

/// <summary>The base of <see cref="SampleDevice"/>, with members of its own.</summary>
public abstract partial class SampleBase
{
    [State]
    private ulong features;

    [Property("indirect_desc")]
    public bool IndirectDescriptors { get; set; } = true;

    internal ulong Features
    {
        get => features;
        set => features = value;
    }
}

/// <summary>A part of a device.</summary>
internal sealed partial class SamplePart
{
    [State]
    internal bool IsSet { get; set; }
}

/// <summary>An object that a device refers to.</summary>
[Object("iothread")]
public sealed partial class SampleObject
{
    [Property("poll-max-ns")]
    public long PollNanoseconds { get; set; } = 32768;
}

/// <summary>Something that a device refers to by id.</summary>
public sealed class SampleBackend;
