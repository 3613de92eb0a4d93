using System.Text.Json;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>What programs that start machines ask and give with each.</summary>
public sealed class ManagedMachineTests
{
    [Fact]
    public void A_secret_is_read_when_it_is_made_and_refused_when_it_cannot_be()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        client.Ask("object-add", "{'qom-type': 'secret', 'id': 's', 'data': 'aGVsbG8=', 'format': 'base64'}");
        client.Ask("object-del", "{'id': 's'}");
        foreach ((string arguments, string message) in ((string, string)[])
        [
            ("", "Either 'file' or 'data' must be provided"),
            (", 'data': 'x', 'file': '/x'", "'file' and 'data' are mutually exclusive"),
            (", 'data': 'x', 'format': 'zz'", "Parameter 'format' does not accept value 'zz'"),
            (", 'data': '%%', 'format': 'base64'", "Base64 data contains invalid characters; give format=raw for text"),
        ])
            Assert.Equal(message, client.AskError("object-add", $"{{'qom-type': 'secret', 'id': 's'{arguments}}}"));
        Assert.StartsWith("Unable to read /nowhere/at/all: ", client.AskError("object-add", "{'qom-type': 'secret', 'id': 's', 'file': '/nowhere/at/all'}"));
        Assert.StartsWith("secrets are not decrypted here", client.AskError("object-add", "{'qom-type': 'secret', 'id': 's', 'data': 'x', 'keyid': 'k'}"));
    }

    [Fact]
    public void A_source_of_random_bytes_is_an_object_that_programs_find_by_its_kind()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        JsonElement types = client.Ask("qom-list-types", "{'implements': 'rng-backend'}");
        Assert.Equal(["rng-builtin", "rng-random"], types.EnumerateArray().Select(each => each.GetProperty("name").GetString()).Order());
        client.Ask("object-add", "{'qom-type': 'rng-random', 'id': 'r', 'filename': '/dev/urandom'}");
        Assert.Equal("/dev/urandom", client.Ask("qom-get", "{'path': '/objects/r', 'property': 'filename'}").GetString());
        Assert.Equal(
            "Could not open '/nowhere/at/all': No such file or directory",
            client.AskError("object-add", "{'qom-type': 'rng-random', 'id': 'q', 'filename': '/nowhere/at/all'}"));
        client.Ask("object-del", "{'id': 'r'}");
    }

    [Fact]
    public void A_machine_tells_of_its_migration_and_can_do_no_more_about_it()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        client.Ask("migrate-set-capabilities", "{'capabilities': [{'capability': 'events', 'state': true}]}");
        JsonElement only = Assert.Single(client.Ask("query-migrate-capabilities").EnumerateArray());
        Assert.Equal(("events", true), (only.GetProperty("capability").GetString(), only.GetProperty("state").GetBoolean()));
        Assert.Equal(
            "Parameter 'capability' does not accept value 'xbzrle'",
            client.AskError("migrate-set-capabilities", "{'capabilities': [{'capability': 'xbzrle', 'state': true}]}"));
        Assert.Equal(
            "Parameter 'capabilities[0].state' is missing",
            client.AskError("migrate-set-capabilities", "{'capabilities': [{'capability': 'events'}]}"));
    }
}
