using System.Text;
using System.Text.Json;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Model.Tests;

public class BinderTests
{
    private static readonly TypeDescriptor Type = SampleDevice.ModelMembers.Descriptor;

    [Fact]
    public void Every_kind_of_property_is_set_from_text()
    {
        SampleObject thread = new();
        SampleBackend drive = new();
        SampleDevice device = Bind(
            "num-queues=0x10,event_idx=off,logical_block_size=4k,write-cache=on,serial=a,bootindex=3,iothread=t,drive=d,"
            + "hostfwd=x,hostfwd=y,indirect_desc=no",
            new References(("t", thread), ("d", drive)));
        Assert.Equal((16, false, 4096u, OnOffAuto.On), (device.QueueCount, device.EventIndex, device.BlockSize, device.WriteCache));
        Assert.Equal(("a", 3, thread, drive), (device.Serial, device.BootIndex, device.Thread, device.Drive));
        Assert.Equal(["x", "y"], device.Forwards);
        Assert.False(device.IndirectDescriptors);
    }

    [Fact]
    public void Every_kind_of_property_is_set_from_json()
    {
        SampleDevice device = Bind(
            "{'num-queues': 4, 'event_idx': false, 'logical_block_size': 512, 'write-cache': 'off', 'hostfwd': [{'str': 'x'}]}");
        Assert.Equal((4, false, 512u, OnOffAuto.Off), (device.QueueCount, device.EventIndex, device.BlockSize, device.WriteCache));
        Assert.Equal(["x"], device.Forwards);
    }

    [Theory]
    [InlineData("foo=1", "Property 'sample.foo' not found")]
    [InlineData("num-queue=1", "Property 'sample.num-queue' not found; did you mean 'num-queues'?")]
    [InlineData("num-queues=abc", "Parameter 'num-queues' expects integer")]
    [InlineData("num-queues=99999", "Parameter 'num-queues' expects uint16_t")]
    [InlineData("num-queues=-1", "Parameter 'num-queues' expects uint16_t")]
    [InlineData("event_idx=abc", "Parameter 'event_idx' expects 'on' or 'off'")]
    [InlineData("logical_block_size=abc", "Parameter 'logical_block_size' expects size")]
    [InlineData("write-cache=abc", "Parameter 'write-cache' does not accept value 'abc'")]
    [InlineData("drive=nope", "Property 'sample.drive' can't find value 'nope'")]
    [InlineData("iothread=nope", "Device 'nope' not found")]
    [InlineData("{'num-queues':'4'}", "Invalid parameter type for 'num-queues', expected: integer")]
    [InlineData("{'event_idx':'on'}", "Invalid parameter type for 'event_idx', expected: boolean")]
    [InlineData("{'serial':{}}", "Invalid parameter type for 'serial', expected: string")]
    public void Mistakes_are_told_in_qemus_words(string options, string expected) =>
        Assert.Equal(expected, Assert.Throws<OptionException>(() => Bind(options)).Message);

    [Theory]
    [InlineData("num-queues", "uint16", "65535")]
    [InlineData("event_idx", "bool", "true")]
    [InlineData("logical_block_size", "size", "0")]
    [InlineData("write-cache", "OnOffAuto", "\"auto\"")]
    [InlineData("serial", "str", null)]
    [InlineData("bootindex", "int32", null)]
    [InlineData("iothread", "link<iothread>", null)]
    public void A_property_is_described_from_its_declaration(string name, string word, string? value)
    {
        PropertyDescriptor property = Type.FindProperty(name)!;
        Assert.Equal((word, value), (property.TypeWord, property.Default));
    }

    [Fact]
    public void Help_has_qemus_columns() => Assert.Equal(
        """
        sample options:
          bootindex=<int32>
          drive=<str>            - A drive
          event_idx=<bool>       - on/off (default: true)
          hostfwd=<list>
          indirect_desc=<bool>   - on/off (default: true)
          iothread=<link<iothread>>
          logical_block_size=<size> - A power of two (default: 0)
          num-queues=<uint16>    -  (default: 65535)
          serial=<str>
          write-cache=<OnOffAuto> - on/off/auto (default: "auto")

        """, DescriptorHelp.Properties(Type));

    [Fact]
    public void The_list_of_devices_has_qemus_form() => Assert.Equal(
        "Storage devices:\nname \"sample\", bus virtio-bus, alias \"smp\", desc \"A sample\"\n",
        DescriptorHelp.Devices([Type]));

    [Fact]
    public void A_getter_writes_what_the_setter_read()
    {
        SampleDevice device = Bind("num-queues=3,write-cache=off,bootindex=7,hostfwd=a,serial=s");
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            foreach (PropertyDescriptor property in Type.Properties())
            {
                writer.WritePropertyName(property.Name);
                property.Get(device, writer);
            }

            writer.WriteEndObject();
        }

        Assert.Equal(
            """{"indirect_desc":true,"num-queues":3,"event_idx":true,"logical_block_size":0,"write-cache":"off","serial":"s","bootindex":7,"iothread":null,"drive":null,"hostfwd":["a"]}""",
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void The_table_of_the_assembly_has_all_named_types_in_order() =>
        Assert.Equal(["iothread", "sample"], ModelTable.Types.Select(type => type.Name));

    private static SampleDevice Bind(string options, References? references = null)
    {
        SampleDevice device = (SampleDevice)Type.Create!();
        Binder.Bind(Type, device, KeyValueGrammar.Parse(options), references ?? new References());
        return device;
    }

    private sealed class References(params (string Id, object Value)[] all) : IReferenceResolver
    {
        public T? Find<T>(string id)
            where T : class =>
            all.FirstOrDefault(each => each.Id == id).Value as T;
    }
}
