namespace Emu.Monitor.Hmp;

/// <summary>Commands for descriptors that come with a line (SCM_RIGHTS).</summary>
internal static class DescriptorHmp
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        Named("getfd", "receive a file descriptor via SCM rights and assign it a name"),
        Named("closefd", "close a file descriptor previously passed via SCM rights"),
    ];

    private static HmpCommand Named(string command, string help) => new(command, "name", help, (call, arguments) =>
    {
        string name = arguments.TakeWord();
        arguments.End();
        call.Ask(command, ("fdname", name));
    });
}
