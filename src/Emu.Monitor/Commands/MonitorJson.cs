using System.Text.Json;
using System.Text.Json.Serialization;
using Emu.Monitor.Objects;

namespace Emu.Monitor.Commands;

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
[JsonSerializable(typeof(DeletedEvent))]
[JsonSerializable(typeof(DeviceArguments))]
[JsonSerializable(typeof(IReadOnlyList<ChardevInfo>))]
[JsonSerializable(typeof(IReadOnlyList<IoThreadInfo>))]
[JsonSerializable(typeof(BalloonInfo))]
[JsonSerializable(typeof(BalloonArguments))]
[JsonSerializable(typeof(MemorySummary))]
[JsonSerializable(typeof(IReadOnlyList<MemoryDevice>))]
[JsonSerializable(typeof(FilterQuery))]
[JsonSerializable(typeof(IReadOnlyList<ReceiveFilterInfo>))]
[JsonSerializable(typeof(FilterEvent))]
[JsonSerializable(typeof(LinkArguments))]
[JsonSerializable(typeof(IdArguments))]
[JsonSerializable(typeof(TypeAndId))]
[JsonSerializable(typeof(ObjectArguments))]
[JsonSerializable(typeof(IReadOnlyList<PciBusInfo>))]
[JsonSerializable(typeof(IReadOnlyList<SchemaEntry>))]
[JsonSerializable(typeof(HmpCommandArguments))]
[JsonSerializable(typeof(IReadOnlyList<BlockInfo>))]
[JsonSerializable(typeof(IReadOnlyList<BlockImageInfo>))]
[JsonSerializable(typeof(FdNameArguments))]
[JsonSerializable(typeof(AddFdArguments))]
[JsonSerializable(typeof(AddedFd))]
[JsonSerializable(typeof(RemoveFdArguments))]
[JsonSerializable(typeof(IReadOnlyList<FdSetInfo>))]
[JsonSerializable(typeof(ChardevArguments))]
[JsonSerializable(typeof(AddedChardev))]
[JsonSerializable(typeof(RingReadArguments))]
[JsonSerializable(typeof(RingWriteArguments))]
[JsonSerializable(typeof(MigrationCapabilities))]
[JsonSerializable(typeof(IReadOnlyList<MigrationCapability>))]
[JsonSerializable(typeof(NodeQuery))]
[JsonSerializable(typeof(StatsQuery))]
[JsonSerializable(typeof(IReadOnlyList<BlockStatsInfo>))]
[JsonSerializable(typeof(NodeArguments))]
[JsonSerializable(typeof(BlockdevArguments))]
[JsonSerializable(typeof(ThrottleArguments))]
[JsonSerializable(typeof(CreateArguments))]
[JsonSerializable(typeof(CancelArguments))]
[JsonSerializable(typeof(SnapshotArguments))]
[JsonSerializable(typeof(SnapshotFileArguments))]
[JsonSerializable(typeof(TransactionArguments))]
[JsonSerializable(typeof(IReadOnlyList<JobInfo>))]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(ReopenArguments))]
[JsonSerializable(typeof(ResizeArguments))]
[JsonSerializable(typeof(TypeQuery))]
[JsonSerializable(typeof(IReadOnlyList<ObjectTypeInfo>))]
[JsonSerializable(typeof(PathArguments))]
[JsonSerializable(typeof(GetArguments))]
[JsonSerializable(typeof(SetArguments))]
[JsonSerializable(typeof(TypeNameArguments))]
[JsonSerializable(typeof(IReadOnlyList<PropertyInfo>))]
[JsonSerializable(typeof(OptionQuery))]
[JsonSerializable(typeof(IReadOnlyList<OptionGroupInfo>))]
[JsonSerializable(typeof(IReadOnlyList<Memdev>))]
[JsonSerializable(typeof(CurrentMachine))]
[JsonSerializable(typeof(SaveArguments))]
[JsonSerializable(typeof(PhysicalSaveArguments))]
[JsonSerializable(typeof(FilenameArguments))]
[JsonSerializable(typeof(AnnounceArguments))]
[JsonSerializable(typeof(TraceQuery))]
[JsonSerializable(typeof(IReadOnlyList<TraceEventInfo>))]
[JsonSerializable(typeof(TraceArguments))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
internal sealed partial class MonitorJson : JsonSerializerContext
{
    /// <summary>The word that clients get for a member of an enumeration.</summary>
    public static string Word<T>(T member)
        where T : struct, Enum => Word($"{member}");

    /// <summary>The word that clients get for the name of a member.</summary>
    public static string Word(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
