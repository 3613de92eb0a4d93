using Emu.Core.Time;
using Emu.Model;
using Emu.Model.Options;
using Emu.Net;

namespace Emu.Machine.Configuration.Objects;

/// <summary>Writes the frames of a netdev to a file that tcpdump and Wireshark read: <c>-object filter-dump</c>.</summary>
[Object("filter-dump")]
internal sealed partial class FilterDumpObject : IConfiguredObject
{
    private FilterDump? dump;

    /// <summary>The netdev.</summary>
    [Property("netdev", IsRequired = true)]
    public NetEndpoint? Netdev { get; set; }

    /// <summary>The file.</summary>
    [Property("file", IsRequired = true)]
    public string? File { get; set; }

    /// <summary>Bytes that are kept of a frame.</summary>
    [Property("maxlen")]
    public uint MostLength { get; set; } = FilterDump.DefaultLength;

    /// <summary>What the guest receives, sends, or both: <c>rx</c>, <c>tx</c>, <c>all</c>.</summary>
    [Property("queue")]
    public string Queue { get; set; } = "all";

    /// <summary>It writes; off keeps it silent.</summary>
    [Property("status")]
    public string Status { get; set; } = "on";

    /// <inheritdoc/>
    public void Complete(string id, EventLoop mainLoop)
    {
        NetDirection direction = Queue switch
        {
            "all" => NetDirection.All,
            "rx" => NetDirection.Receive,
            "tx" => NetDirection.Transmit,
            _ => throw new OptionException($"Parameter 'queue' does not accept value '{Queue}'"),
        };
        if (Status is not ("on" or "off")) throw new OptionException($"Parameter 'status' expects 'on' or 'off', not '{Status}'");
        if (Status == "off") return;
        dump = new FilterDump(File!, (int)Math.Min(MostLength, int.MaxValue), direction);
        Netdev!.AddFilter(dump);
    }

    /// <inheritdoc/>
    public void Dispose() => dump?.Dispose();
}
