using System.Text.Json.Serialization;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Qmp;

/// <summary>The types of all arguments and results, as the compiler knows them: what is written, what the schema says, and
/// how arguments are set come from here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(VersionInfo))]
[JsonSerializable(typeof(StatusInfo))]
[JsonSerializable(typeof(IReadOnlyList<CommandInfo>))]
[JsonSerializable(typeof(NameInfo))]
[JsonSerializable(typeof(UuidInfo))]
[JsonSerializable(typeof(KvmInfo))]
[JsonSerializable(typeof(TargetInfo))]
[JsonSerializable(typeof(IReadOnlyList<MachineInfo>))]
[JsonSerializable(typeof(IReadOnlyList<CpuInfo>))]
[JsonSerializable(typeof(ActionArguments))]
[JsonSerializable(typeof(EndEvent))]
internal sealed partial class QmpJson : JsonSerializerContext;
