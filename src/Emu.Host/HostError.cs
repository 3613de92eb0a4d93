using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>A host's error number; 0 for none.</summary>
public readonly record struct HostError(int Number)
{
    /// <summary>Nothing went wrong.</summary>
    public bool IsNone => Number == 0;

    /// <summary>There is no such file or directory.</summary>
    public bool IsMissing => Number == 2;

    /// <summary>The user may not do it, or no user may (EPERM, EACCES, EROFS).</summary>
    public bool IsNotPermitted => Number is 1 or 13 or 30;

    /// <summary>The name is taken.</summary>
    public bool IsTaken => Number == 17;

    /// <summary>The result of a system call that the kernel does not have (ENOSYS), or that a container's profile is too
    /// old to know (EPERM): another way has to be taken.</summary>
    public static bool IsMissingCall(long result) => result is -38 or -1;

    /// <summary>The host's words for it.</summary>
    public override string ToString() => Marshal.GetPInvokeErrorMessage(Number);
}
