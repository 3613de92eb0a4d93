using System.Text.Json;
using System.Text.Json.Serialization;

namespace Emu.Monitor.Commands;

/// <summary>Writes an enumeration's member as small words with dashes between them.</summary>
internal sealed class KebabEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower)
    where T : struct, Enum;
