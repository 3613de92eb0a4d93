using Emu.Host;
using Emu.Machine;

namespace Emu.Cli;

/// <summary>The file of <c>-pidfile</c>, which says which process the machine is; it goes with the machine.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string path;
    private readonly FileStream file;

    private PidFile(string path, FileStream file)
    {
        this.path = path;
        this.file = file;
    }

    /// <summary>Writes the file; null for no name.</summary>
    /// <exception cref="MachineException">It cannot be written, or another machine that runs has it.</exception>
    public static PidFile? Write(string? path)
    {
        if (path is null) return null;
        try
        {
            // Nobody else may open it for writing while the machine runs, so that a second one is refused.
            FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            return new PidFile(path, file);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new MachineException(MachineError.CannotWriteFile, path, FileFailure.Explain(path, e));
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            Console.Error.WriteLine(StandardError.Message($"{path}: {FileFailure.Explain(path, e)}"));
        }

        file.Dispose();
    }
}
