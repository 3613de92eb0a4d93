using System.CommandLine;
using Emu.Cli.CommandLine;
using Emu.Engine;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Engine.Translator;
using Emu.Isa.RiscV;
using Emu.Machine.Boot;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache build</c>: a training boot, after which all that ran is translated.</summary>
internal static class CacheBuildCommand
{
    /// <param name="runSystem">Runs a machine.</param>
    public static Command Create(Func<SystemRequest, int> runSystem)
    {
        Argument<string[]> system = new("SYSTEM-OPTIONS")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "after --: what follows 'emu system riscv64' when the machine is started",
        };
        Option<string> threads = CacheOptions.Threads();
        Option<bool> json = CacheOptions.Json();
        Command command = new(
            "build", "Runs a machine until its guest ends, then translates everything that ran with full optimisation.")
        {
            system, threads, json,
        };
        command.SetAction(result => Build(
            result.GetRequiredValue(system), CacheOptions.ThreadsOf(result, threads), result.GetValue(json),
            runSystem));
        return command;
    }

    private static int Build(string[] arguments, int threads, bool asJson, Func<SystemRequest, int> runSystem)
    {
        SystemRequest request = Read(arguments);
        AccelOptions accel = request.Options.Accel;
        if (accel is not { Kind: AccelKind.Aot, Cache: CacheMode.On })
            throw new CommandLineException("emu cache build: needs -accel aot with cache=on, which is the default");
        request = request with
        {
            Options = request.Options with { Accel = accel with { RecordEveryBlock = true } },
        };
        int status = runSystem(request);
        if (status > ExitStatus.Signal) return status;
        if (status != 0) Console.Error.WriteLine($"emu: the guest ended with status {status}");
        IsaOptions isa = request.Options.Isa;
        TranslatorOptions settings = TranslatorOptions.Of(accel);
        CodeStoreOptions options = new()
        {
            Directory = accel.CacheDirectory,
            File = accel.CacheFile,
            ImageHash = ImageHash.Of(request.Options.Boot),
            Environment = HostEnvironment.Of(isa.Extensions, settings),
            Warn = line => Console.Error.WriteLine($"emu: {line}"),
        };
        OfflineCompilation.Run(options, isa.Extensions, settings, threads, asJson);
        return ExitStatus.Success;
    }

    /// <summary>Understands the options as the system's own command does, with or without its name before
    /// them.</summary>
    private static SystemRequest Read(string[] arguments)
    {
        string[] name = ["system", "riscv64"];
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
