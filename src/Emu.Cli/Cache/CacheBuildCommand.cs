using System.CommandLine;
using System.Globalization;
using Emu.Cli.CommandLine;
using Emu.Engine;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate.Llvm;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache build</c>: a training run of a machine or a program, after which all that ran is
/// translated.</summary>
internal static class CacheBuildCommand
{
    private const int DefaultChecks = 3;

    /// <summary>Executions that make a block worth translating while checking: fewer than in later boots, since what
    /// timer interrupts divide runs in other pieces each time.</summary>
    private const int CheckThreshold = 16;

    /// <param name="runSystem">Runs a machine.</param>
    public static Command Create(Func<SystemRequest, int> runSystem)
    {
        Argument<string[]> guest = new("SYSTEM-OPTIONS | PROGRAM")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "after --: 'system', the guest and all that follows them when the machine is started "
                + $"('system {GuestArchitectures.All[0].Name}' may be left out), or a program and its arguments, or 'user' and all that "
                + "follows it when the program is started",
        };
        Option<string> threads = CacheOptions.Threads();
        Option<string> checks = new("--checks")
        {
            HelpName = "N",
            Description = "run again with what was built, at most N times, for what is still missing "
                + $"(default {DefaultChecks}, but 0 when standard input is a file or a pipe, which is read only once, and for programs)",
        };
        Option<string> root = new("--root")
        {
            HelpName = "DIR",
            Description = "run nothing: translate what has run of the programs and libraries below DIR",
        };
        Option<string> directory = CacheOptions.Directory();
        Option<bool> json = CacheOptions.Json();
        Command command = new(
            "build", "Runs a machine or a program until it ends, then translates everything that ran with full optimisation.")
        {
            guest, root, threads, checks, directory, json,
        };
        command.SetAction(result =>
        {
            string[] line = result.GetValue(guest) ?? [];
            string? folder = result.GetValue(directory) is null
                ? null : CacheOptions.DirectoryOf(result, directory).DirectoryPath;
            int count = CacheOptions.ThreadsOf(result, threads);
            if ((result.GetValue(root) is null) == (line.Length == 0))
                throw new CommandLineException(
                    "emu cache build: give either a machine's options or a program after --, or --root DIR", ExitStatus.Usage);
            if (result.GetValue(root) is { } below)
                return RootBuild.Run(below, new CacheDirectory(folder), count, result.GetValue(json));
            if (ProgramBuild.IsProgram(line))
                return new ProgramBuild(line, folder).Run(count, ChecksOf(result.GetValue(checks), 0), result.GetValue(json));
            return Build(
                WithDirectory(Read(line), folder), count,
                ChecksOf(result.GetValue(checks), CanReadInputAgain ? DefaultChecks : 0), result.GetValue(json), runSystem);
        });
        return command;
    }

    private static int Build(
        SystemRequest request, int threads, int checks, bool asJson, Func<SystemRequest, int> runSystem)
    {
        AccelOptions accel = request.Options.Accel;
        if (accel is not { Kind: AccelKind.Aot, Cache: CacheMode.On })
            throw new CommandLineException("emu cache build: needs -accel aot with cache=on, which is the default");
        // The interpreter counts what runs; nothing counts in baseline code.
        accel = accel with { RecordEveryBlock = true, Tiers = Tiers.Llvm };
        // The machine knows what it boots when its disks are open.
        UInt128 image = default;
        request = request with { Options = request.Options with { CodeNamed = name => image = name } };
        int status = Train(request, accel, runSystem);
        if (status > ExitStatus.Signal) return status;
        OfflineCompilation built = Compile(request, image, threads);
        // Built regions leave and are entered at other places than the training's, which had none of them.
        AccelOptions checking = accel with
        {
            Wait = true,
            HotThreshold = Math.Min(accel.HotThreshold, CheckThreshold),
        };
        for (; checks > 0; checks--)
        {
            int known = CountRegions(built.File);
            status = Train(request, checking, runSystem);
            if (status > ExitStatus.Signal) return status;
            int missed = CountRegions(built.File) - known;
            OfflineCompilation more = Compile(request, image, threads);
            built = built.With(more, missed);
            if (missed == 0 && more.Done.Compiled == 0) break;
        }

        built.Print(asJson);
        return ExitStatus.Success;
    }

    private static int CountRegions(string path) =>
        CacheInspector.Inspect(path).Environments.Sum(environment => environment.Regions);

    private static int Train(SystemRequest request, AccelOptions accel, Func<SystemRequest, int> runSystem)
    {
        int status = runSystem(request with { Options = request.Options with { Accel = accel } });
        if (status != 0 && status <= ExitStatus.Signal)
            Console.Error.WriteLine($"emu: the guest ended with status {status}");
        return status;
    }

    private static OfflineCompilation Compile(SystemRequest request, UInt128 image, int threads)
    {
        AccelOptions accel = request.Options.Accel;
        CpuModel model = request.Options.CpuModel ?? request.Machine.Board.DefaultCpuModel;
        TranslatorOptions settings = accel.ForTranslator();
        CodeStoreOptions options = new()
        {
            Directory = accel.CacheDirectory,
            File = accel.CacheFile,
            ImageHash = image,
            Environment = HostEnvironment.Of(model.Architecture, model.Features, settings),
            Warn = line => Console.Error.WriteLine($"emu: {line}"),
        };
        return OfflineCompilation.Run(options, model.Isa, settings, threads);
    }

    private static SystemRequest WithDirectory(SystemRequest request, string? folder)
    {
        if (folder is null) return request;
        AccelOptions accel = request.Options.Accel;
        if ((accel.CacheDirectory ?? accel.CacheFile) is not null)
            throw new CommandLineException(
                "emu cache build: give either --dir or cache-dir and cache-file of -accel, not both");
        return request with { Options = request.Options with { Accel = accel with { CacheDirectory = folder } } };
    }

    private static int ChecksOf(string? text, int usual)
    {
        const int most = 100;
        if (text is null) return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int checks) && checks <= most
            ? checks
            : throw new CommandLineException($"--checks {text}: not allowed; give 0 to {most}");
    }

    private static bool CanReadInputAgain =>
        !Console.IsInputRedirected || new FileInfo("/proc/self/fd/0").LinkTarget == "/dev/null";

    /// <summary>Understands the options as the system's own command does, with or without its name before
    /// them.</summary>
    private static SystemRequest Read(string[] arguments)
    {
        string[] name = ["system", GuestArchitectures.All[0].Name];
        string[] line = arguments is ["system", ..] ? arguments : [.. name, .. arguments];
        SystemRequest? request = null;
        new EmulatorCommands("emu", wanted =>
        {
            request = wanted;
            return ExitStatus.Success;
        }).Run(line);
        return request ?? throw new CommandLineException(
            "emu cache build: these options start no machine", ExitStatus.Usage);
    }
}
