namespace Emu.Cli.Images;

/// <summary>An image command cannot be done. The message is what follows <c>qemu-img: </c> on standard error.</summary>
/// <param name="message">One line, or several as QEMU prints them.</param>
/// <param name="isUsage">The command line is wrong: a hint at the help follows.</param>
/// <param name="status">Exit status.</param>
internal sealed class ImageException(string message, bool isUsage = false, int status = ExitStatus.Failure)
    : Exception(message)
{
    public bool IsUsage { get; } = isUsage;

    public int Status { get; } = status;
}
