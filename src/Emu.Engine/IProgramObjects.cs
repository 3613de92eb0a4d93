namespace Emu.Engine;

/// <summary>Knows which files a user-mode program's code comes from.</summary>
public interface IProgramObjects
{
    /// <summary>The file that is mapped at a guest address; null for memory of another kind. Any thread may
    /// call.</summary>
    ProgramObject? ObjectAt(ulong address);
}
