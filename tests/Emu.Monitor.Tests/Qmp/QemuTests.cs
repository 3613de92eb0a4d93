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

    [Fact]
    public void Clients_get_the_answers_that_QEMU_gives()
    {
        if (!File.Exists(Qemu)) return;
        string script = string.Concat(Inputs.Select((input, index) => $"{input}\n{{\"execute\":\"query-kvm\",\"id\":\"mark {index}\"}}\n"));
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        int sent = 0;
        while (sent < script.Length) sent += client.Send(script[sent..]);
        client.WaitFor($"mark {Inputs.Length - 1}");

        string[] expected = Answers(RunQemu("{\"execute\":\"qmp_capabilities\"}\n" + script + "{\"execute\":\"quit\"}\n"));
        string[] actual = Answers(client.Text);
        for (int i = 0; i < Inputs.Length; i++) Assert.Equal((Inputs[i], expected[i]), (Inputs[i], actual[i]));
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
