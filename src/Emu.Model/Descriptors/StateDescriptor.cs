using System.Text.Json;
using Emu.Model.State;

namespace Emu.Model.Descriptors;

/// <summary>A member that is saved with the machine; the generator makes one from each
/// <see cref="StateAttribute"/>.</summary>
/// <param name="Name">Its name in the saved state.</param>
/// <param name="IsOptional">A saved state may lack it.</param>
/// <param name="Save">Writes the member's value.</param>
/// <param name="Load">Sets the member from a value; throws <see cref="StateException"/> for one that it cannot
/// have.</param>
public sealed record StateDescriptor(
    string Name, bool IsOptional, Action<object, Utf8JsonWriter> Save, Action<object, JsonElement> Load);
