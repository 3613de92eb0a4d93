using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>The same text gets the same answer as from QEMU.</summary>
public sealed class QemuTests
{
    private const string Qemu = "/usr/bin/qemu-system-riscv64";

    private static readonly string[] Inputs =
    [
        "{'execute':'query-status'}", "{\"execute\":}", "}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[1 2]", "{a:1}", "foo", "\"x\"", "1",
        "null", "[]", "{}", "{\"execute\":1}", "{\"id\":7}", "{\"execute\":\"nope\",\"id\":[1,{\"a\":2}]}", "{\"execute\":\"stop\",\"x\":1}",
        "{\"execute\":\"query-name\",\"arguments\":[]}", "{\"execute\":\"query-name\",\"arguments\":{\"x\":1}}",
        "{\"exec-oob\":\"query-name\"}", "{\"execute\":\"query-name\",\"id\":9,\"id\":8}",
        "{\"execute\":\"query-kvm\",\"id\":18446744073709551615}", "{\"execute\":\"query-kvm\",\"id\":-0}",
        "{\"execute\":\"query-kvm\",\"id\":1.50}", "{\"execute\":\"query-kvm\",\"id\":01}", "{\"execute\":\"query-kvm\",\"id\":1.}",
        "{\"execute\":\"query-kvm\",\"id\":\"\\u00e9\\ud83d\\ude00<'>\"}", "{\"execute\":\"query-kvm\",\"id\":\"\\x\"}",
        "{\"execute\":\"query-kvm\",\"id\":\"\\ud800\"}", "{\"execute\":\"query-kvm\",\"id\":\"a\tb\"}", "%p", "tru", "@foo bar", "@1,2",
        "{\"execute\":\"query-kvm\",\"id\":truex}", "@@ {\"execute\":\"query-kvm\"}", "0x1", "-x", "1e}", "1.5.3", "[}", "{\"a\":]",
        "{\"execute\":\"set-action\",\"arguments\":{\"reboot\":\"x\"}}", "{\"execute\":\"set-action\",\"arguments\":{\"reboot\":1}}",
        "{\"execute\":\"qmp_capabilities\"}", "{\"execute\":\"query-uuid\"}", "{\"execute\":\"query-target\"}",
    ];

    // Images lie in the folder that %d stands for; disk and base are raw, image is a qcow2 image over base.
    private static readonly string[] DeviceInputs =
    [
        Node("'driver': 'file', 'node-name': 'f', 'filename': '%d/disk'"), Node("'driver': 'raw', 'node-name': 'r', 'file': 'f'"),
        Node("'driver': 'file', 'node-name': 'b', 'filename': '%d/base', 'auto-read-only': true"),
        Node("'driver': 'file', 'node-name': 'q', 'filename': '%d/image'"),
        Node("'driver': 'qcow2', 'node-name': 'i', 'file': 'q', 'backing': null"),
        Node("'driver': 'null-co', 'node-name': 'n', 'size': 65536"), Node("'driver': 'null-co', 'node-name': 'm', 'size': 65536"),
        Reopen("'driver': 'qcow2', 'node-name': 'nope', 'file': 'q'"), Reopen("'driver': 'qcow2', 'file': 'q'"),
        "{'execute': 'blockdev-reopen'}", "{'execute': 'blockdev-reopen', 'arguments': {'options': 1}}",
        Reopen("'driver': 'raw', 'node-name': 'i', 'file': 'q'"), Reopen("'driver': 'qcow2', 'node-name': 'i', 'backing': null"),
        Reopen("'driver': 'qcow2', 'node-name': 'i', 'file': 'q'"), Reopen("'driver': 'qcow2', 'node-name': 'i', 'file': 'zz', 'backing': null"),
        Reopen("'driver': 'qcow2', 'node-name': 'i', 'file': 'q', 'backing': null, 'bogus': 1"),
        Reopen("'driver': 'qcow2', 'node-name': 'i', 'file': 'q', 'backing': null, 'read-only': true"),
        Reopen("'driver': 'qcow2', 'node-name': 'i', 'file': 'q', 'backing': null, 'discard': 'unmap', 'detect-zeroes': 'unmap'"),
        Reopen("'driver': 'qcow2', 'node-name': 'i', 'file': 'q', 'backing': 'i'"), Reopen("'driver': 'qcow2', 'node-name': 'i', 'file': 'q', 'backing': 'n'"),
        "{'execute': 'blockdev-del', 'arguments': {'node-name': 'n'}}",
        Reopen("'driver': 'qcow2', 'node-name': 'i', 'file': 'q', 'backing': null"), "{'execute': 'blockdev-del', 'arguments': {'node-name': 'n'}}",
        Reopen("'driver': 'file', 'node-name': 'f', 'filename': '%d/base'"), Reopen("'driver': 'file', 'node-name': 'f', 'filename': '%d/disk', 'aio': 'io_uring'"),
        Reopen("'driver': 'file', 'node-name': 'f', 'filename': '%d/disk', 'locking': 'off'"),
        Reopen("'driver': 'file', 'node-name': 'f', 'filename': '%d/disk', 'read-only': true"),
        Reopen("'driver': 'file', 'node-name': 'f', 'filename': '%d/disk', 'cache': {'no-flush': true}"),
        Reopen("'driver': 'raw', 'node-name': 'r', 'file': 'f', 'offset': 512"), Reopen("'driver': 'raw', 'node-name': 'r', 'file': 'f', 'size': 4096"),
        Reopen("'driver': 'null-co', 'node-name': 'm', 'size': 1"),
        Group("'g', 'limits': {'bps-total': 5, 'bps-read': 1}"), Group("'g', 'limits': {'iops-total': 5, 'iops-total-max-length': 3}"),
        Group("'g', 'limits': {'bps-total': 5}"), Group("'g'"), Group("'h', 'x-iops-total': 7"),
        Limits("{'iops-total': 7}"), Limits("{'iops-total': 7, 'iops-read': 1}"), Limits("{'iops-total': '7'}"), Limits("7"), Limits("{'foo': 7}"),
        "{'execute': 'qom-get', 'arguments': {'path': '/objects/g', 'property': 'limits'}}",
        "{'execute': 'qom-set', 'arguments': {'path': '/objects/g', 'property': 'x-bps-total', 'value': 7}}",
        "{'execute': 'qom-get', 'arguments': {'path': '/objects/g', 'property': 'x-bps-total'}}",
        Node("'driver': 'throttle', 'node-name': 't', 'throttle-group': 'nope', 'file': 'm'"), Node("'driver': 'throttle', 'node-name': 't', 'file': 'm'"),
        Node("'driver': 'throttle', 'node-name': 't', 'throttle-group': 'g', 'file': 'm'"),
        "{'execute': 'object-del', 'arguments': {'id': 'g'}}", Reopen("'driver': 'throttle', 'node-name': 't', 'throttle-group': 'zz', 'file': 'm'"),
        Reopen("'driver': 'throttle', 'node-name': 't', 'throttle-group': 'h', 'file': 'm'"), "{'execute': 'object-del', 'arguments': {'id': 'g'}}",
        "{'execute': 'blockdev-del', 'arguments': {'node-name': 't'}}", "{'execute': 'object-del', 'arguments': {'id': 'h'}}",
        Change("'zz', 'backend': {'type': 'null', 'data': {}}"), "{'execute': 'chardev-add', 'arguments': {'id': 'c', 'backend': {'type': 'null', 'data': {}}}}",
        Change("'c', 'backend': {'type': 'ringbuf', 'data': {'size': 16}}"), Change("'c', 'backend': {'type': 'nope', 'data': {}}"),
        "{'execute': 'ringbuf-write', 'arguments': {'device': 'c', 'data': 'hello'}}", "{'execute': 'ringbuf-read', 'arguments': {'device': 'c', 'size': 3}}",
        "{'execute': 'ringbuf-write', 'arguments': {'device': 'c', 'data': 'YWJj', 'format': 'base64'}}",
        "{'execute': 'ringbuf-read', 'arguments': {'device': 'c', 'size': 99, 'format': 'base64'}}", "{'execute': 'ringbuf-read', 'arguments': {'device': 'c', 'size': 0}}",
        "{'execute': 'ringbuf-write', 'arguments': {'device': 'c', 'data': '!', 'format': 'base64'}}",
        "{'execute': 'ringbuf-write', 'arguments': {'device': 'c', 'data': 'x', 'format': 'foo'}}", "{'execute': 'ringbuf-read', 'arguments': {'device': 'zz', 'size': 3}}",
        "{'execute': 'chardev-send-break', 'arguments': {'id': 'zz'}}", "{'execute': 'chardev-send-break', 'arguments': {'id': 'c'}}",
        "{'execute': 'chardev-remove', 'arguments': {'id': 'c'}}", Change("'c', 'backend': {'type': 'null', 'data': {}}"),
        "{'execute': 'chardev-add', 'arguments': {'id': 'c', 'backend': {'type': 'null', 'data': {}}}}",
        "{'execute': 'ringbuf-read', 'arguments': {'device': 'c', 'size': 3}}", "{'execute': 'chardev-remove', 'arguments': {'id': 'c'}}",
        "{'execute': 'query-rx-filter'}", "{'execute': 'query-rx-filter', 'arguments': {'name': 'zz'}}",
        "{'execute': 'netdev_add', 'arguments': {'type': 'user', 'id': 'u'}}", "{'execute': 'query-rx-filter', 'arguments': {'name': 'u'}}",
    ];

    [Fact]
    public void Clients_get_the_answers_that_QEMU_gives() => Compare(Inputs, "");

    [Fact]
    public void Nodes_limits_and_character_devices_change_and_are_refused_as_by_QEMU()
    {
        string folder = Directory.CreateTempSubdirectory("emu-qemu-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "disk"), new byte[65536]);
            File.WriteAllBytes(Path.Combine(folder, "base"), new byte[65536]);
            using (TestMachine machine = new())
            {
                TestClient client = machine.Connect();
                File.WriteAllBytes(Path.Combine(folder, "image"), []);
                client.Ask("blockdev-add", $"{{'driver': 'file', 'node-name': 'q', 'filename': '{folder}/image'}}");
                client.Ask("blockdev-create", "{'job-id': 'j', 'options': {'driver': 'qcow2', 'file': 'q', 'size': 65536, 'backing-file': 'base', 'backing-fmt': 'raw'}}");
            }

            Compare(DeviceInputs, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Node(string options) => $"{{'execute': 'blockdev-add', 'arguments': {{{options}}}}}";

    private static string Reopen(string options) => $"{{'execute': 'blockdev-reopen', 'arguments': {{'options': [{{{options}}}]}}}}";

    private static string Group(string options) => $"{{'execute': 'object-add', 'arguments': {{'qom-type': 'throttle-group', 'id': {options}}}}}";

    private static string Limits(string value) =>
        $"{{'execute': 'qom-set', 'arguments': {{'path': '/objects/g', 'property': 'limits', 'value': {value}}}}}";

    private static string Change(string options) => $"{{'execute': 'chardev-change', 'arguments': {{'id': {options}}}}}";

    private static void Compare(string[] inputs, string folder)
    {
        if (!File.Exists(Qemu)) return;
        if (folder.Length != 0) inputs = [.. inputs.Select(input => input.Replace("%d", folder, StringComparison.Ordinal))];
        string script = string.Concat(inputs.Select((input, index) => $"{input}\n{{\"execute\":\"query-kvm\",\"id\":\"mark {index}\"}}\n"));
        // QEMU lets its images go before ours are opened.
        string[] expected = Answers(RunQemu("{\"execute\":\"qmp_capabilities\"}\n" + script + "{\"execute\":\"quit\"}\n"));
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        int sent = 0;
        while (sent < script.Length) sent += client.Send(script[sent..]);
        client.WaitFor($"mark {inputs.Length - 1}");

        string[] actual = Answers(client.Text);
        string[] others = [.. Enumerable.Range(0, inputs.Length).Where(i => expected[i] != actual[i])
            .Select(i => $"{inputs[i]}\nQEMU: {expected[i]}here: {actual[i]}")];
        Assert.True(others.Length == 0, string.Concat(others));
    }

    private static string RunQemu(string input)
    {
        using Process process = new();
        process.StartInfo = new ProcessStartInfo(Qemu, ["-M", "virt", "-S", "-display", "none", "-serial", "null", "-monitor", "none", "-bios", "none", "-qmp", "stdio"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process.Start();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Flush();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "QEMU does not end");
        return output.Result;
    }

    /// <summary>The answers to each input, with the members of objects in one order.</summary>
    private static string[] Answers(string text)
    {
        List<string> answers = [];
        string current = "";
        foreach (string line in text.Split("\r\n").SkipWhile(line => line != "{\"return\": {}}").Skip(1))
        {
            if (line.Contains("\"mark ", StringComparison.Ordinal))
            {
                answers.Add(current);
                current = "";
            }
            else if (line.Length != 0 && !line.Contains("\"event\"", StringComparison.Ordinal)) current += Sort(line) + "\n";
        }

        return [.. answers];
    }

    private static string Sort(string line) => Sort(JsonNode.Parse(line))?.ToJsonString() ?? "null";

    private static JsonNode? Sort(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sort(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sort)]),
        _ => node?.DeepClone(),
    };
}
