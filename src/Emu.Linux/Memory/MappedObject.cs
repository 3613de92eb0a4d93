namespace Emu.Linux.Memory;

/// <summary>Executable pages of a file, mapped in one piece.</summary>
/// <param name="File">The file's identity.</param>
/// <param name="Start">Guest address of the first page.</param>
/// <param name="Length">Bytes, whole pages.</param>
/// <param name="Offset">Where in the file the first page comes from.</param>
/// <param name="IsWritable">The program may change the pages, privately or for all.</param>
public readonly record struct MappedObject(
    MappedFile File, ulong Start, ulong Length, ulong Offset, bool IsWritable);
