namespace Emu.Isa;

/// <summary>
/// Why memory is accessed: decides permissions and which fault is raised. AMOs and stores count as <see cref="Store"/>.
/// </summary>
public enum AccessKind
{
    Fetch,
    Load,
    Store,
}
