using Emu.Cli.CommandLine;
using Emu.Core.DeviceTree;
using Emu.Core.Logging;
using Emu.Core.Time;
using Emu.Core.Tracing;
using Emu.Engine.Statistics;
using Emu.Host;
using Emu.Machine;
using Emu.Machine.Configuration;
using Emu.Monitor;

namespace Emu.Cli;

/// <summary>Builds the machine that the user asked for and runs it; whatever happens, the terminal is as before
/// afterwards.</summary>
internal static class MachineRunner
{
    /// <summary>Runs to the end; returns the exit status.</summary>
    public static int Run(SystemRequest request)
    {
        if (request.IsDaemon && HostDaemon.Start() is { } status) return status;
        if (request.StampsMessages || request.NameInMessages is not null)
            Console.SetError(new StampingWriter(Console.Error, request.StampsMessages, request.NameInMessages));
        foreach (string note in request.Notes) Console.Error.WriteLine(StandardError.Warning(note));
        if (request.Name is { } name) SetProcessName(name);
        StreamWriter? log = Open(request.LogFile);
        if (request.LogItems != LogItems.None || log is not null) Log.Configure(request.LogItems, log ?? Console.Error);
        StreamWriter? trace = Open(request.Trace.File);
        request.Trace.Apply(trace, isStamped: request.StampsMessages && (trace ?? log) is not null);
        try
        {
            return request.Machine.DeviceTreeFile is { } file ? DumpDeviceTree(request, file) : RunMachine(request, log);
        }
        finally
        {
            EventTrace.Enable(EventTrace.IsOn ? TraceEvents.All : [], isEnabled: false);
            Log.Close();
            // Not the writers, which would try once more to write what could not be written.
            log?.BaseStream.Dispose();
            trace?.BaseStream.Dispose();
        }
    }

    private static int RunMachine(SystemRequest request, TextWriter? log)
    {
        HostTerminal terminal = new();
        using FileStream? statistics = OpenStatistics(request.Options.Accel.StatisticsFile);
        int signal = 0;
        int status;
        using (Emu.Machine.Machine machine = new(
            request.Machine.Board, request.Options,
            (events, control) => CharacterAssembly.Open(request.Options.Configuration, events, control, terminal),
            line => Console.Error.WriteLine(line.StartsWith("WARNING", StringComparison.Ordinal) ? line : StandardError.Warning(line))))
        {
            using MonitorHost? monitors = MonitorAssembly.Open(machine, request, log);
            using PidFile? pidFile = PidFile.Write(request.PidFile);
            using TerminationSignals signals = new();
            using DescriptorWatch watch = machine.Events.Watch(signals.Descriptor, () =>
            {
                if (signals.Take() is var number and not 0)
                {
                    signal = number;
                    machine.RequestEnd(ExitStatus.ForSignal(number));
                }
            });
            watch.Enable();
            using ContinueSignal continued = new();
            using DescriptorWatch continuing = machine.Events.Watch(continued.Descriptor, () =>
            {
                if (continued.Take()) machine.Continue();
            });
            continuing.Enable();
            request.Confinement.Enter();
            if (request.IsDaemon) HostDaemon.Ready(keepsErrors: request.LogItems != LogItems.None && request.LogFile is null);
            request.Confinement.EnterStrictly();
            try
            {
                status = machine.Run();
                if (monitors is not null) monitors.ExitStatus = status;
            }
            finally
            {
                WriteStatistics(machine, statistics);
            }
        }

        if (signal != 0) TerminationSignals.Say(signal);
        return status;
    }

    private static int DumpDeviceTree(SystemRequest request, string file)
    {
        byte[] blob = DeviceTreeWriter.Write(Emu.Machine.Machine.DescribeOnly(request.Machine.Board, request.Options));
        try
        {
            File.WriteAllBytes(file, blob);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new MachineException(MachineError.CannotWriteFile, file, FileFailure.Explain(file, e));
        }

        return ExitStatus.Success;
    }

    private static FileStream? OpenStatistics(string? file)
    {
        if (file is null) return null;
        try
        {
            // Without a buffer, which would fail once more when it is disposed of.
            return new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new MachineException(MachineError.CannotWriteFile, file, FileFailure.Explain(file, e));
        }
    }

    private static void WriteStatistics(Emu.Machine.Machine machine, FileStream? file)
    {
        if (file is null && !Log.IsEnabled(LogItems.Statistics)) return;
        EngineStatistics figures = machine.CollectStatistics();
        foreach (string line in StatisticsWriter.Table(figures)) Log.Write(LogItems.Statistics, line);
        if (file is null) return;
        try
        {
            StatisticsWriter.WriteJson(figures, file);
            file.Flush();
        }
        catch (IOException e)
        {
            throw new MachineException(MachineError.CannotWriteFile, file.Name, FileFailure.Explain(file.Name, e));
        }
    }

    private static StreamWriter? Open(string? file)
    {
        if (file is null) return null;
        try
        {
            // A buffer in the file itself would keep what could not be written and fail once more when it is closed.
            FileStreamOptions unbuffered = new() { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
            return new StreamWriter(file, unbuffered);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new MachineException(MachineError.CannotWriteFile, file, FileFailure.Explain(file, e));
        }
    }

    /// <summary>The kernel cuts the name to 15 bytes. A host without /proc has no lists to show it in.</summary>
    private static void SetProcessName(string name)
    {
        try
        {
            File.WriteAllText("/proc/self/comm", name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.Write(LogItems.Unimplemented, $"the process cannot be named: {e.Message}");
        }
    }
}
