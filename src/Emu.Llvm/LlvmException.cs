namespace Emu.Llvm;

/// <summary>LLVM refused what it was asked for, or is not there. The message is for the user, in one line.</summary>
public sealed class LlvmException : Exception
{
    /// <summary>Made with what LLVM said.</summary>
    public LlvmException(string message)
        : base(message)
    {
    }

    /// <summary>Made with what LLVM said and what led to it.</summary>
    public LlvmException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
