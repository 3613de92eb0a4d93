using System.Text.Json;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>What clients are told of commands is what the commands do.</summary>
public sealed class SchemaTests
{
    [Fact]
    public void Every_command_is_in_the_schema_and_every_type_that_it_names()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        Dictionary<string, JsonElement> schema = Schema(client);
        string[] listed = [.. client.Ask("query-commands").EnumerateArray().Select(each => each.GetProperty("name").GetString()!)];

        Assert.Equal(
            listed.Where(name => name != "qmp_capabilities").Order(StringComparer.Ordinal),
            schema.Values.Where(each => Text(each, "meta-type") == "command").Select(each => Text(each, "name")!).Order(StringComparer.Ordinal));
        foreach (JsonElement entry in schema.Values)
        {
            foreach (string named in (string[])["arg-type", "ret-type", "element-type"])
                if (Text(entry, named) is { } type) Assert.Contains(type, schema);
            if (Text(entry, "meta-type") != "object") continue;
            foreach (JsonElement member in entry.GetProperty("members").EnumerateArray()) Assert.Contains(Text(member, "type")!, schema);
            if (!entry.TryGetProperty("variants", out JsonElement variants)) continue;
            foreach (JsonElement variant in variants.EnumerateArray()) Assert.Contains(Text(variant, "type")!, schema);
        }
    }

    [Fact]
    public void The_answer_of_every_query_is_of_the_type_that_the_schema_says()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        Dictionary<string, JsonElement> schema = Schema(client);
        foreach (Command command in CommandTable.All)
        {
            if (!command.Name.StartsWith("query-", StringComparison.Ordinal) || command.Name == "query-balloon") continue;
            Check(command.Name, client.Ask(command.Name), Text(schema[command.Name], "ret-type")!, schema);
        }
    }

    [Fact]
    public void Networks_and_objects_come_and_go_while_the_machine_runs()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        client.Ask("cont");
        client.Ask("netdev_add", "{'type': 'user', 'id': 'n'}");
        Assert.Equal("Duplicate ID 'n'", client.AskError("netdev_add", "{'type': 'user', 'id': 'n'}"));
        Assert.Equal(JsonValueKind.Object, client.Ask("set_link", "{'name': 'n', 'up': false}").ValueKind);
        client.Ask("netdev_del", "{'id': 'n'}");
        Assert.Equal("Device 'n' not found", client.AskError("netdev_del", "{'id': 'n'}"));
        client.Ask("object-add", "{'qom-type': 'iothread', 'id': 'a'}");
        Assert.Equal("a", client.Ask("query-iothreads")[0].GetProperty("id").GetString());
        Assert.NotEqual(0, client.Ask("query-iothreads")[0].GetProperty("thread-id").GetInt64());
        Assert.Equal(
            "attempt to add duplicate property 'a' to object (type 'container')",
            client.AskError("object-add", "{'qom-type': 'iothread', 'id': 'a'}"));
        client.Ask("object-del", "{'id': 'a'}");
        Assert.Equal("object 'a' not found", client.AskError("object-del", "{'id': 'a'}"));
        Assert.Equal("Device 'x' not found", client.AskError("set_link", "{'name': 'x', 'up': true}"));
        Assert.Equal("No balloon device has been activated", client.AskError("query-balloon"));
        Assert.Equal("Cannot find device='a' nor node-name=''", client.AskError("block_resize", "{'device': 'a', 'size': 1}"));
        Assert.Equal("Parameter 'id' is missing", client.AskError("netdev_add", "{'type': 'user'}"));
    }

    private static void Check(string where, JsonElement value, string type, Dictionary<string, JsonElement> schema)
    {
        JsonElement entry = schema[type];
        switch (Text(entry, "meta-type"))
        {
            case "builtin":
                Assert.Equal((where, Text(entry, "json-type")), (where, value.ValueKind switch
                {
                    JsonValueKind.String => "string",
                    JsonValueKind.Number => "int",
                    JsonValueKind.True or JsonValueKind.False => "boolean",
                    _ => "value",
                }));
                break;
            case "enum":
                Assert.Contains(value.GetString(), entry.GetProperty("values").EnumerateArray().Select(each => each.GetString()));
                break;
            case "array":
                foreach (JsonElement item in value.EnumerateArray()) Check($"{where}[]", item, Text(entry, "element-type")!, schema);
                break;
            case "object":
                Dictionary<string, JsonElement> members = entry.GetProperty("members").EnumerateArray().ToDictionary(each => Text(each, "name")!);
                foreach (JsonProperty member in value.EnumerateObject())
                    Check($"{where}.{member.Name}", member.Value, Text(members[member.Name], "type")!, schema);
                foreach ((string name, JsonElement member) in members)
                    if (!member.TryGetProperty("default", out _)) Assert.True(value.TryGetProperty(name, out _), $"{where} lacks {name}");
                break;
        }
    }

    private static Dictionary<string, JsonElement> Schema(TestClient client) =>
        client.Ask("query-qmp-schema").EnumerateArray().ToDictionary(each => Text(each, "name")!);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
