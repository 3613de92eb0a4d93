using System.CommandLine;
using System.Globalization;
using Emu.Cli.CommandLine;
using Emu.Engine;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate.Llvm;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache build</c>: a training boot, after which all that ran is translated.</summary>
internal static class CacheBuildCommand
{
    private const int DefaultChecks = 3;

    /// <summary>Executions that make a block worth translating while checking: fewer than in later boots, since what
    /// timer interrupts divide runs in other pieces each time.</summary>
    private const int CheckThreshold = 16;

    /// <param name="runSystem">Runs a machine.</param>
    public static Command Create(Func<SystemRequest, int> runSystem)
    {
        Argument<string[]> system = new("SYSTEM-OPTIONS")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = $"after --: what follows 'emu system {GuestArchitectures.All[0].Name}' when the machine is started",
        };
        Option<string> threads = CacheOptions.Threads();
        Option<string> checks = new("--checks")
        {
            HelpName = "N",
            Description = "boot again with what was built, at most N times, for what is still missing "
                + $"(default {DefaultChecks}, but 0 when standard input is a file or a pipe, which is read only once)",
        };
        Option<string> directory = CacheOptions.Directory();
        Option<bool> json = CacheOptions.Json();
        Command command = new(
            "build", "Runs a machine until its guest ends, then translates everything that ran with full optimisation.")
        {
            system, threads, checks, directory, json,
        };
        command.SetAction(result =>
        {
            SystemRequest request = Read(result.GetRequiredValue(system));
            string? folder = result.GetValue(directory) is null
                ? null : CacheOptions.DirectoryOf(result, directory).DirectoryPath;
            return Build(
                WithDirectory(request, folder), CacheOptions.ThreadsOf(result, threads),
                ChecksOf(result.GetValue(checks)), result.GetValue(json), runSystem);
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

    private static int ChecksOf(string? text)
    {
        const int most = 100;
        if (text is null) return CanReadInputAgain ? DefaultChecks : 0;
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
