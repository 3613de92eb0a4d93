using System.Buffers.Binary;
using System.Text;
using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

public sealed class VirtioSerialTests : IDisposable
{
    private const ulong SizeFeature = 1 << 0, MultiplePorts = 1 << 1, EmergencyWrite = 1 << 2;
    private const ulong Buffers = MmioDriver.Ram + 0x10_0000;
    private const int DeviceReady = 0, PortAdd = 1, PortReady = 3, ConsolePort = 4, Resize = 5, PortOpen = 6, PortName = 7;
    private const uint ControlReceive = 2, ControlTransmit = 3;
    private const ushort RingSize = 16, BufferSize = 64;

    private readonly ScriptedBackend console = new(), agent = new();
    private readonly VirtioSerial device = new();
    private readonly MmioDriver driver;
    private readonly Dictionary<uint, GuestRing> rings = [];
    private int messages;

    public VirtioSerialTests()
    {
        driver = new MmioDriver(device, isLegacy: false);
        Assert.Null(device.Plug(new VirtioConsolePort() { Backend = console }));
        Assert.Null(device.Plug(new VirtioSerialPort() { Backend = agent, Label = "org.example.agent" }));
    }

    public void Dispose() => driver.Dispose();

    [Fact]
    public void A_driver_with_several_ports_learns_of_each_its_name_and_whether_somebody_is_there()
    {
        agent.IsConnected = false;
        Begin();
        Send(0, DeviceReady, 1);
        Assert.Equal(((0u, PortAdd, 1, ""), (1u, PortAdd, 1, "")), (Take(), Take()));
        Send(0, PortReady, 1);
        Assert.Equal(((0u, ConsolePort, 1, ""), (0u, PortOpen, 1, "")), (Take(), Take()));
        Send(1, PortReady, 1);
        Assert.Equal((1u, PortName, 1, "org.example.agent\0"), Take());
        agent.IsConnected = true;
        OnLoop(() => agent.FrontEnd!.ConnectionChanged(true));
        Assert.Equal((1u, PortOpen, 1, ""), Take());
        OnLoop(() => agent.FrontEnd!.ConnectionChanged(false));
        Assert.Equal((1u, PortOpen, 0, ""), Take());
    }

    [Fact]
    public void Output_reaches_the_host_and_waits_while_the_host_takes_none()
    {
        Begin();
        agent.Room = 5;
        Transmit(5, 0, "hello, world"u8);
        Transmit(5, 1, "!"u8);
        OnLoop(() => { });
        Assert.Equal("hello", Encoding.ASCII.GetString(agent.Written));
        agent.Room = int.MaxValue;
        OnLoop(() => agent.FrontEnd!.OutputRoomAvailable());
        Assert.Equal((0u, 1u), (rings[5].Take().Head, rings[5].Take().Head));
        Assert.Equal("hello, world!", Encoding.ASCII.GetString(agent.Written));
    }

    [Fact]
    public void Input_waits_until_the_guest_has_opened_the_port_and_given_buffers()
    {
        Begin();
        Assert.Equal(0, Room(agent));
        Send(1, PortOpen, 1);
        Assert.Equal(0, Room(agent));
        GiveBuffer(4, 0, 4);
        GiveBuffer(4, 1, BufferSize);
        Assert.Equal(4, Room(agent));
        Type(agent, "abcd");
        Assert.Equal((0u, 4u), rings[4].Take());
        Assert.Equal("abcd", Text(4, 0, 4));
        Assert.Equal(BufferSize, Room(agent));
        Type(agent, "ef");
        Assert.Equal((1u, 2u), rings[4].Take());
        Send(1, PortOpen, 0);
        GiveBuffer(4, 2, BufferSize);
        Assert.Equal(0, Room(agent));
        Assert.True(agent.Resumptions > 0);
    }

    [Fact]
    public void Output_to_nobody_is_thrown_away()
    {
        agent.IsConnected = false;
        Begin();
        Transmit(5, 0, "lost"u8);
        rings[5].Take();
        Assert.Empty(agent.Written);
        // A port that does not exist, and one without a device.
        Transmit(7, 0, "lost"u8);
        rings[7].Take();
    }

    [Fact]
    public void A_driver_of_one_port_needs_no_control_messages()
    {
        Begin(without: MultiplePorts);
        GiveBuffer(0, 0, BufferSize);
        OnLoop(() => { });
        Assert.Equal(BufferSize, Room(console));
        Type(console, "x");
        Assert.Equal((0u, 1u), rings[0].Take());
        Transmit(1, 0, "login: "u8);
        rings[1].Take();
        Assert.Equal("login: ", Encoding.ASCII.GetString(console.Written));
    }

    [Fact]
    public void A_character_can_be_printed_before_anything_is_set_up()
    {
        Assert.NotEqual(0u, driver.Read(0x10) & (uint)EmergencyWrite);
        driver.Write(0x108, 'E');
        Assert.Equal("E", Encoding.ASCII.GetString(console.Written));
        Assert.Equal(31u, driver.Read(0x104));
    }

    [Fact]
    public void Control_messages_that_are_short_or_about_nothing_are_passed_over()
    {
        Begin();
        SendBytes([1, 2, 3]);
        Send(99, PortReady, 1);
        Send(0, 77, 1);
        Send(0, PortReady, 0);
        Send(0, PortReady, 1);
        Assert.Equal((0u, ConsolePort, 1, ""), Take());
    }

    [Fact]
    public void Answers_to_a_driver_that_takes_none_are_bounded()
    {
        Begin(giveControlBuffers: false);
        for (int i = 0; i < 3000; i++) Send(0, PortReady, 1);
        OnLoop(() => { });
        GiveControlBuffers();
        for (int i = 0; i < RingSize; i++) Take();
        Assert.False(device.IsBroken);
    }

    [Fact]
    public void A_reset_gives_up_what_was_under_way_and_closes_the_ports()
    {
        Begin();
        agent.Room = 1;
        Send(1, PortOpen, 1);
        GiveBuffer(4, 0, BufferSize);
        Assert.Equal(BufferSize, Room(agent));
        Transmit(5, 0, "abc"u8);
        OnLoop(() => { });
        driver.Write(0x70, 0);
        agent.Room = int.MaxValue;
        OnLoop(() => agent.FrontEnd!.OutputRoomAvailable());
        Assert.Equal((0, "a"), (Room(agent), Encoding.ASCII.GetString(agent.Written)));
        Begin();
        Transmit(5, 0, "new"u8);
        rings[5].Take();
        Assert.Equal("anew", Encoding.ASCII.GetString(agent.Written));
    }

    [Fact]
    public void Nothing_is_taken_while_the_machine_is_paused()
    {
        Begin();
        Send(1, PortOpen, 1);
        GiveBuffer(4, 0, BufferSize);
        driver.Loop.Run(device.PauseAsync);
        Assert.Equal(0, Room(agent));
        Transmit(5, 0, "later"u8);
        OnLoop(() => { });
        Assert.Empty(agent.Written);
        driver.Loop.Run(device.ContinueAsync);
        rings[5].Take();
        Assert.Equal("later", Encoding.ASCII.GetString(agent.Written));
        Assert.Equal(BufferSize, Room(agent));
    }

    [Fact]
    public void A_console_learns_how_large_its_terminal_is_and_when_that_changes()
    {
        console.Size = new(100, 43);
        agent.Size = new(50, 20);
        Begin();
        Send(0, PortReady, 1);
        Assert.Equal(((0u, ConsolePort, 1, ""), (0u, Resize, 0, "d\0+\0")), (Take(), Take()));
        Assert.Equal((0u, PortOpen, 1, ""), Take());
        console.Size = new(90, 30);
        OnLoop(console.FrontEnd!.SizeChanged);
        Assert.Equal((0u, Resize, 0, "Z\0\u001e\0"), Take());
        // A port that is no console has no size.
        OnLoop(agent.FrontEnd!.SizeChanged);
        Send(1, PortReady, 1);
        Assert.Equal(PortName, Take().What);
    }

    [Fact]
    public void A_driver_of_one_port_finds_the_size_in_the_configuration()
    {
        console.Size = new(100, 43);
        Begin(without: MultiplePorts);
        Assert.Equal((100u, 43u), (driver.Read(0x100, 2), driver.Read(0x102, 2)));
        driver.Write(0x64, driver.Read(0x60));
        console.Size = new(80, 24);
        OnLoop(console.FrontEnd!.SizeChanged);
        Assert.Equal(2u, driver.Read(0x60) & 2);
        Assert.Equal((80u, 24u), (driver.Read(0x100, 2), driver.Read(0x102, 2)));
    }

    [Fact]
    public void A_driver_that_takes_no_messages_or_did_not_ask_for_sizes_costs_nothing_however_often_they_change()
    {
        console.Size = new(100, 43);
        Begin(giveControlBuffers: false);
        for (int i = 0; i < 3000; i++) OnLoop(console.FrontEnd!.SizeChanged);
        Assert.False(device.IsBroken);
        Begin(without: SizeFeature, giveControlBuffers: true);
        GiveControlBuffers();
        OnLoop(console.FrontEnd!.SizeChanged);
        Send(0, PortReady, 1);
        Assert.Equal((0u, ConsolePort, 1, ""), Take());
        Assert.Equal((0u, PortOpen, 1, ""), Take());
    }

    [Fact]
    public void Without_a_terminal_no_size_is_offered()
    {
        driver.Write(0x14, 0);
        Assert.Equal(0u, driver.Read(0x10) & (uint)SizeFeature);
        console.Size = new(100, 43);
        Assert.NotEqual(0u, driver.Read(0x10) & (uint)SizeFeature);
    }

    [Fact]
    public void Ports_are_numbered_and_named_once()
    {
        Assert.Equal("virtio-serial-bus: A port already exists at id 1", device.Plug(new VirtioSerialPort() { Number = 1 }));
        Assert.Equal("virtio-serial-bus: A port already exists by name org.example.agent",
            device.Plug(new VirtioSerialPort() { Label = "org.example.agent" }));
        Assert.Equal("virtio-serial-bus: Out-of-range port id specified, max. allowed: 30",
            device.Plug(new VirtioSerialPort() { Number = 31 }));
        for (int i = 0; i < 29; i++) Assert.Null(device.Plug(new VirtioSerialPort()));
        Assert.Equal("virtio-serial-bus: Maximum port limit for this device reached", device.Plug(new VirtioSerialPort()));
        Assert.Equal("maximum ports supported: 511", new VirtioSerial() { MaximumPorts = 512 }.FindFault());
    }

    private void Begin(ulong without = 0, bool giveControlBuffers = true)
    {
        rings.Clear();
        messages = 0;
        Assert.True(driver.Memory.TryWrite(MmioDriver.Ram, new byte[8 * 0x4000]));
        driver.Begin(without);
        for (uint queue = 0; queue < 8; queue++)
            rings[queue] = driver.EnableQueue(queue, MmioDriver.Ram + (queue * 0x4000), RingSize);
        driver.Start();
        OnLoop(() => { });
        if (giveControlBuffers && without == 0) GiveControlBuffers();
    }

    private void GiveControlBuffers()
    {
        for (ushort i = 0; i < RingSize; i++) GiveBuffer(ControlReceive, i, BufferSize);
    }

    private static ulong BufferOf(uint queue, int index) => Buffers + (queue * 0x1_0000) + ((ulong)index * 0x100);

    private void GiveBuffer(uint queue, ushort index, uint length)
    {
        rings[queue].SetDescriptor(index, BufferOf(queue, index), length, GuestRing.Write);
        rings[queue].Offer(index);
        driver.Kick(queue);
        OnLoop(() => { });
    }

    private void Transmit(uint queue, ushort index, ReadOnlySpan<byte> bytes)
    {
        Assert.True(driver.Memory.TryWrite(BufferOf(queue, index), bytes));
        rings[queue].SetDescriptor(index, BufferOf(queue, index), (uint)bytes.Length);
        rings[queue].Offer(index);
        driver.Kick(queue);
    }

    private void Send(uint port, int what, int value)
    {
        byte[] message = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(message, port);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), (ushort)what);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), (ushort)value);
        SendBytes(message);
    }

    private void SendBytes(byte[] message)
    {
        Transmit(ControlTransmit, (ushort)(messages++ % RingSize), message);
        rings[ControlTransmit].Take();
    }

    /// <summary>The next control message of the device; its buffer is given again.</summary>
    private (uint Port, int What, int Value, string Text) Take()
    {
        (uint head, uint written) = rings[ControlReceive].Take();
        byte[] message = new byte[written];
        Assert.True(driver.Memory.TryRead(BufferOf(ControlReceive, (int)head), message));
        GiveBuffer(ControlReceive, (ushort)head, BufferSize);
        return (
            BinaryPrimitives.ReadUInt32LittleEndian(message), BinaryPrimitives.ReadUInt16LittleEndian(message.AsSpan(4)),
            BinaryPrimitives.ReadUInt16LittleEndian(message.AsSpan(6)), Encoding.UTF8.GetString(message.AsSpan(8)));
    }

    private int Room(ScriptedBackend backend)
    {
        int room = 0;
        OnLoop(() => room = backend.FrontEnd!.InputRoom);
        return room;
    }

    private void Type(ScriptedBackend backend, string text) =>
        OnLoop(() => backend.FrontEnd!.Receive(Encoding.ASCII.GetBytes(text)));

    private string Text(uint queue, int index, int length)
    {
        byte[] bytes = new byte[length];
        Assert.True(driver.Memory.TryRead(BufferOf(queue, index), bytes));
        return Encoding.ASCII.GetString(bytes);
    }

    /// <summary>Waits for the tasks before it too: the loop runs them in the order in which they were set.</summary>
    private void OnLoop(Action act)
    {
        for (int turn = 0; turn < 2; turn++) driver.Loop.Run(() => default);
        driver.Loop.Run(() =>
        {
            act();
            return default;
        });
        for (int turn = 0; turn < 2; turn++) driver.Loop.Run(() => default);
    }
}
