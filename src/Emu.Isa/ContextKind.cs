namespace Emu.Isa;

/// <summary>
/// Whose mappings a context has. A context is a way in which accesses are translated and checked, such as a privilege
/// level; the guest numbers its contexts, and a change of context is cheap.
/// </summary>
public enum ContextKind
{
    /// <summary>No address space's: fences of address translation do not concern it.</summary>
    Untranslated,

    /// <summary>All address spaces', of which those that are not global are the current one's.</summary>
    Shared,

    /// <summary>Each address space has its own.</summary>
    PerSpace,
}
