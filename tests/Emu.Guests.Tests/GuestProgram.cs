using System.Diagnostics;
using System.Globalization;

namespace Emu.Guests.Tests;

/// <summary>A program of <c>tests/guests</c>, and what the manifest that its build writes says about it.</summary>
internal sealed record GuestProgram(string File, int Cpus, int Status, bool IsKnownDeviation)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly Lazy<string> Folder = new(FindOrBuild);

    private static readonly Lazy<Dictionary<string, GuestProgram>> All = new(ReadManifest);

    /// <summary>The names of the programs that end as they should, or of those known not to.</summary>
    public static IEnumerable<string> Names(bool knownDeviations) =>
        All.Value.Where(program => program.Value.IsKnownDeviation == knownDeviations).Select(program => program.Key);

    /// <summary>The program of a name.</summary>
    public static GuestProgram Named(string name) => All.Value[name];

    /// <summary>Runs the program as firmware, and fails unless it ends as it should without a word from the emulator.</summary>
    public void MustPass(string accelerator)
    {
        MachineRun run = MachineRun.OnEmulator(
            Patience, "-M", "virt", "-nographic", "-smp", $"{Cpus}", "-bios", File, "-accel", accelerator);
        Assert.True(
            run.Status == Status && run.Errors.Length == 0,
            $"{Path.GetFileName(File)} with -accel {accelerator} ended with status " +
            $"{run.Status?.ToString() ?? "none (stopped)"}, not {Status}: {run.Output}{run.Errors}");
    }

    private static Dictionary<string, GuestProgram> ReadManifest()
    {
        Dictionary<string, GuestProgram> programs = [];
        foreach (string line in System.IO.File.ReadAllLines(Path.Combine(Folder.Value, "manifest.txt")))
        {
            string[] words = line.Split(' '); // name machine CPUs status qemu emu
            programs.Add(words[0], new GuestProgram(
                Path.Combine(Folder.Value, words[0]),
                int.Parse(words[2], CultureInfo.InvariantCulture),
                int.Parse(words[3], CultureInfo.InvariantCulture),
                words[5] == "deviates"));
        }

        return programs;
    }

    private static string FindOrBuild()
    {
        if (Environment.GetEnvironmentVariable("EMU_GUEST_PROGRAMS") is { Length: > 0 } given
            && System.IO.File.Exists(Path.Combine(given, "manifest.txt")))
            return given;
        string output = Path.Combine(Repository.Root, "artifacts", "guest-programs");
        using Process build = Process.Start(Path.Combine(Repository.Root, "tests", "guests", "build.sh"), [output]);
        build.WaitForExit();
        return build.ExitCode == 0 ? output
            : throw new InvalidOperationException("tests/guests/build.sh failed; its messages are above.");
    }
}
