using System.Text.Json;
using Emu.Model.Options;
using Emu.Monitor.Commands;
using Emu.Monitor.Json;

namespace Emu.Monitor.Qmp;

/// <summary>One client that speaks QMP: greeting, negotiation, commands one after the other.</summary>
internal sealed class QmpSession : IMonitorSession
{
    private readonly MonitorHost monitors;
    private readonly MonitorChannel channel;
    private readonly bool isPretty;
    private readonly PassedQueue passed = new();
    private JsonStream input;

    // Read by those who send events.
    private volatile bool isNegotiated;

    /// <param name="monitors">All monitors.</param>
    /// <param name="channel">The client's connection.</param>
    /// <param name="isPretty">Answers take a line a member.</param>
    public QmpSession(MonitorHost monitors, MonitorChannel channel, bool isPretty)
    {
        this.monitors = monitors;
        this.channel = channel;
        this.isPretty = isPretty;
        input = new JsonStream(Answer);
    }

    /// <inheritdoc/>
    public void Open()
    {
        isNegotiated = false;
        input = new JsonStream(Answer);
        channel.Send(QmpText.Write(isPretty, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("QMP");
            writer.WritePropertyName("version");
            JsonSerializer.Serialize(writer, monitors.Version, MonitorJson.Default.VersionInfo);
            writer.WriteStartArray("capabilities");
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }));
    }

    /// <inheritdoc/>
    public void Close()
    {
        isNegotiated = false;
        passed.Forget();
    }

    /// <inheritdoc/>
    public void ReceiveDescriptors(IReadOnlyList<int> descriptors) => passed.Keep(descriptors);

    /// <inheritdoc/>
    public void Receive(ReadOnlySpan<byte> bytes) => input.Feed(bytes);

    /// <summary>Sends an event, if the client has negotiated. Any thread.</summary>
    /// <param name="compact">The event.</param>
    public void SendEvent(ReadOnlySpan<byte> compact)
    {
        if (isNegotiated) channel.SendEvent(QmpText.Lay(compact, isPretty));
    }

    private void Answer(JsonMessage message)
    {
        OptionValue? id = message.Value?.Tree?.Find("id");
        try
        {
            if (message.Error is { } error) throw new CommandException(error);
            (Command? command, object? result) = Execute(message.Value!);
            channel.Send(QmpText.Write(isPretty, writer =>
            {
                writer.WriteStartObject();
                writer.WritePropertyName("return");
                WriteResult(writer, command, result);
                WriteId(writer, id);
                writer.WriteEndObject();
            }));
        }
        catch (CommandException e)
        {
            channel.Send(QmpText.Write(isPretty, writer =>
            {
                writer.WriteStartObject();
                WriteId(writer, id);
                writer.WriteStartObject("error");
                writer.WriteString("class", e.Class.ToString());
                writer.WriteString("desc", e.Message);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }));
        }
    }

    private (Command? Command, object? Result) Execute(OptionValue message)
    {
        QmpRequest request = QmpRequest.Read(message);
        if (request.Name == "qmp_capabilities")
        {
            Negotiate(request.Arguments);
            return default;
        }

        if (!isNegotiated)
            throw new CommandException("Expecting capabilities negotiation with 'qmp_capabilities'", ErrorClass.CommandNotFound);
        Command command = CommandTable.Find(request.Name)
            ?? throw new CommandException($"The command {request.Name} has not been found", ErrorClass.CommandNotFound);
        return (command, monitors.Run(command, request.Arguments, passed.Take));
    }

    private void Negotiate(OptionTree arguments)
    {
        if (isNegotiated)
            throw new CommandException("Capabilities negotiation is already complete, command ignored", ErrorClass.CommandNotFound);
        foreach ((string name, OptionValue value) in arguments.Members)
        {
            if (name != "enable") throw new CommandException($"Parameter '{name}' is unexpected");
            if (value.Kind != OptionKind.List) throw new CommandException("Invalid parameter type for 'enable', expected: array");
            if (value.Items is [var first, ..])
                throw new CommandException($"Capability {first.Text} not available");
        }

        isNegotiated = true;
    }

    private static void WriteResult(Utf8JsonWriter writer, Command? command, object? result)
    {
        if (command?.Result is { } type)
        {
            JsonSerializer.Serialize(writer, result, type);
            return;
        }

        writer.WriteStartObject();
        writer.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter writer, OptionValue? id)
    {
        if (id is null) return;
        writer.WritePropertyName("id");
        QmpText.WriteValue(writer, id);
    }
}
