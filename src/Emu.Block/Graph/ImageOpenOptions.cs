using Emu.Block.Files;

namespace Emu.Block.Graph;

/// <summary>How an image and the images below it are opened.</summary>
/// <param name="Writable">The image is going to be written; those below never are.</param>
/// <param name="Format">Its format (<c>raw</c>, <c>qcow2</c>); null to look at its bytes.</param>
/// <param name="WithBacking">Open the images below it too.</param>
/// <param name="File">How files are opened.</param>
/// <param name="Discards">Storage that is no longer used is given back to the host.</param>
/// <param name="IsRepair">It is opened to be repaired.</param>
/// <param name="MetadataOnly">Only its description is wanted: no other file is opened.</param>
/// <param name="ThrottleGroups">Limits that <c>throttle</c> nodes name.</param>
public readonly record struct ImageOpenOptions(
    bool Writable = false, string? Format = null, bool WithBacking = true, FileAccessOptions File = default,
    bool Discards = true, bool IsRepair = false, bool MetadataOnly = false,
    IReadOnlyDictionary<string, ThrottleGroup>? ThrottleGroups = null);
