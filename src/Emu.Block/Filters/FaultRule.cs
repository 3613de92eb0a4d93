using System.Globalization;
using Emu.Block.Graph;

namespace Emu.Block.Filters;

/// <summary>A rule of <see cref="BlkdebugNode"/>: at a step, in a state, either requests fail from then on, or the state
/// changes.</summary>
public sealed class FaultRule
{
    private static readonly string[] Kinds = ["read", "write", "write-zeroes", "discard", "flush", "block-status"];

    /// <summary>The step at which the rule begins to count; <c>none</c> for a rule that always counts.</summary>
    public required string Event { get; init; }

    /// <summary>The state in which it counts; 0 for every state.</summary>
    public int State { get; init; }

    /// <summary>The state that follows; 0 for a rule that makes requests fail.</summary>
    public int NewState { get; init; }

    /// <summary>Error number of the host with which requests fail.</summary>
    public int Number { get; init; }

    /// <summary>Sector of 512 bytes that requests must touch; -1 for all requests.</summary>
    public long Sector { get; init; } = -1;

    /// <summary>The rule is gone when it has made one request fail.</summary>
    public bool IsOnce { get; init; }

    /// <summary>The one kind of request that fails; null for all but <c>block-status</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>A rule that makes requests fail.</summary>
    /// <exception cref="BlockException">An option is not there, or its value not understood.</exception>
    public static FaultRule OfError(BlockOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _ = options.TakeSwitch("immediately");
        string? kind = options.Take("iotype");
        if (kind is not null && !Kinds.Contains(kind))
            throw Wrong($"Invalid parameter '{kind}'");
        FaultRule rule = new()
        {
            Event = options.Take("event") ?? "none",
            State = (int)(options.TakeNumber("state") ?? 0),
            Number = (int)(options.TakeNumber("errno") ?? 5),
            Sector = long.Parse(options.Take("sector") ?? "-1", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
            IsOnce = options.TakeSwitch("once") ?? false,
            Kind = kind,
        };
        return options.Names.FirstOrDefault() is { } left ? throw Wrong($"Invalid parameter '{left}'") : rule;
    }

    /// <summary>A rule that changes the state.</summary>
    /// <exception cref="BlockException">An option is missing or not there.</exception>
    public static FaultRule OfState(BlockOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FaultRule rule = new()
        {
            Event = options.Take("event") ?? throw Wrong("Missing event name for rule"),
            State = (int)(options.TakeNumber("state") ?? 0),
            NewState = (int)(options.TakeNumber("new_state") ?? throw Wrong("Missing new_state for rule")),
        };
        return options.Names.FirstOrDefault() is { } left ? throw Wrong($"Invalid parameter '{left}'") : rule;
    }

    /// <summary>Reads the rules of a file with sections <c>[inject-error]</c> and <c>[set-state]</c>.</summary>
    /// <exception cref="BlockException">It cannot be read, or a line is not understood.</exception>
    public static List<FaultRule> ReadFile(string path)
    {
        List<FaultRule> rules = [];
        string section = "";
        BlockOptions options = new();
        foreach (string line in ReadLines(path).Select(each => each.Trim()).Append("[end]"))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '[')
            {
                if (section.Length != 0) rules.Add(section == "inject-error" ? OfError(options) : OfState(options));
                section = line.Trim('[', ']');
                if (section is not ("inject-error" or "set-state" or "end"))
                    throw Wrong($"{path}: there is no section '{section}'");
                options = new BlockOptions();
                continue;
            }

            string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2) throw Wrong($"{path}: parse error in '{line}'");
            options.SetDefault(parts[0], parts[1].Trim('"'));
        }

        return rules;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BlockException(BlockError.Host, $"Could not read blkdebug config file: {e.Message}", e);
        }
    }

    private static BlockException Wrong(string message) => new(BlockError.InvalidArgument, message);
}
