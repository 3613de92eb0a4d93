namespace Emu.Chardev;

/// <summary>The backends that a serial port can have.</summary>
public enum SerialKind
{
    /// <summary>No line: the port is there, nothing is connected.</summary>
    None,

    /// <summary>Output is thrown away, there is no input.</summary>
    Null,

    /// <summary>Standard input and output.</summary>
    Stdio,

    /// <summary>Output goes to a file.</summary>
    File,

    /// <summary>A new pseudo-terminal.</summary>
    Pty,
}
