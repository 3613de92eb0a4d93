using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>Clients that send anything: nothing fails, nothing grows, and the session goes on.</summary>
/// <remarks>They run alone: what is in use is counted for the whole process.</remarks>
[Collection(Alone)]
public sealed class HostileClientTests
{
    private const string Alone = "hostile clients";

    private const string CountVariable = "EMU_MONITOR_MESSAGES", SeedVariable = "EMU_MONITOR_SEED";

    /// <summary>Pieces that messages are put together from: commands that leave the machine alone, and parts of JSON.</summary>
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "\\u12", "\\ud800", "null", "true", "1e999", "-", "0", "18446744073709551616",
        "\"execute\"", "\"arguments\"", "\"id\"", "{\"execute\":\"query-status\"}", "{\"execute\":\"stop\"}", "{\"execute\":\"cont\"}",
        "{\"execute\":\"query-qmp-schema\"}", "{\"execute\":\"system_reset\"}", "{\"execute\":\"query-pci\",\"id\":[",
        "{\"execute\":\"set-action\",\"arguments\":{", "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"",
        "info registers", "xp/999999999x 0", "x/8i $pc", "\"}}", "\n", "\0", "\u007f", "\u00e9", "\u00ff\u00fe",
    ];

    [Fact]
    public void Random_messages_are_answered_and_leave_a_session_that_works()
    {
        int count = Read(CountVariable, 400), seed = Read(SeedVariable, 1);
        Random random = new(seed);
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        long before = 0;
        for (int i = 0; i < count; i++)
        {
            if (i == count / 4) before = GC.GetTotalMemory(forceFullCollection: true);
            StringBuilder message = new();
            for (int j = random.Next(1, 12); j > 0; j--) message.Append(Pieces[random.Next(Pieces.Length)]);
            Send(client, message.ToString());
            // A byte that no text contains forgets what is unfinished, and a line ends what is passed over.
            client.SendByte(0xff);
            Send(client, $"\n{{\"execute\": \"query-kvm\", \"id\": {i}}}\n");
            string answer = client.WaitFor($"\"id\": {i}}}");
            Assert.True(answer.Contains("\"return\"", StringComparison.Ordinal), $"seed {seed}, message {i}: {message}");
            client.Forget();
        }

        Assert.Equal(JsonValueKind.Object, client.Ask("query-status").ValueKind);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 32 << 20, $"seed {seed}: {grown} bytes more are in use");
    }

    private static void Send(TestClient client, string text)
    {
        int sent = 0;
        while (sent < text.Length)
        {
            int taken = client.Send(text[sent..], Encoding.Latin1);
            if (taken == 0) Thread.Sleep(1);
            sent += taken;
        }
    }

    private static int Read(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneCollection;
}
