using System.Text.Json;
using Emu.Model.Descriptors;

namespace Emu.Model.State;

/// <summary>A device's state as a JSON object with a member for each <see cref="StateAttribute"/>.</summary>
public static class StateFormat
{
    /// <summary>Writes the state of an object.</summary>
    public static void Save(IReadOnlyList<StateDescriptor> members, object source, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        foreach (StateDescriptor member in members)
        {
            writer.WritePropertyName(member.Name);
            member.Save(source, writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Sets the state of an object.</summary>
    /// <exception cref="StateException">A member is missing, not known, or has a value that does not fit.</exception>
    public static void Load(IReadOnlyList<StateDescriptor> members, object target, JsonElement saved)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (saved.ValueKind != JsonValueKind.Object) throw new StateException("not an object");
        foreach (JsonProperty each in saved.EnumerateObject())
            if (!members.Any(member => member.Name == each.Name)) throw new StateException($"'{each.Name}' is not known");
        foreach (StateDescriptor member in members)
        {
            if (saved.TryGetProperty(member.Name, out JsonElement value)) LoadMember(member, target, value);
            else if (!member.IsOptional) throw new StateException($"'{member.Name}' is missing");
        }

        if (target is IStateListener listener) listener.StateLoaded();
    }

    private static void LoadMember(StateDescriptor member, object target, JsonElement value)
    {
        try
        {
            member.Load(target, value);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or StateException)
        {
            throw new StateException($"{member.Name}: {e.Message}");
        }
    }
}
