using System.Collections.Concurrent;

namespace Emu.User.Tests;

/// <summary>
/// A built program of <c>tests/guests/user</c>: <c>TOPIC/NAME.static</c> or <c>TOPIC/NAME.dynamic</c> for riscv64, the same
/// below <c>aarch64/</c> for that guest, and what its source asks for.
/// </summary>
internal sealed record UserProgram(string Name, bool HasOracle, string[] Options, string[] Arguments)
{
    private const string OtherGuest = "aarch64/";

    /// <summary>The directories of the guests whose programs are run.</summary>
    private static readonly string[] Guests = ["", "aarch64/"];

    private static readonly Lazy<Dictionary<string, UserProgram>> All = new(ReadManifest);
    private static readonly Lazy<HashSet<string>> Deviations =
        new(() => ReadDeviations().Select(name => name.TrimEnd('*')).ToHashSet());

    private static readonly ConcurrentDictionary<string, Lazy<ProcessRun>> Expectations = new();

    /// <summary>The names of all programs.</summary>
    public static IEnumerable<string> Names => All.Value.Keys;

    /// <summary>The sources, without extension, on which QEMU is known to be wrong; below a guest's name those on which only
    /// that guest's is.</summary>
    public static IReadOnlySet<string> KnownDeviations => Deviations.Value;

    /// <summary>Those of <see cref="KnownDeviations"/> with which QEMU may never end: they have a star in the file.</summary>
    public static IReadOnlySet<string> EndlessDeviations { get; } =
        ReadDeviations().Where(name => name.EndsWith('*')).Select(name => name[..^1]).ToHashSet();

    /// <summary>The program's file.</summary>
    public string File => Path.Combine(Repository.UserPrograms, Name);

    /// <summary>The guest that it is for.</summary>
    public string Guest => Name.StartsWith(OtherGuest, StringComparison.Ordinal) ? OtherGuest[..^1] : "riscv64";

    /// <summary>The C library that the cross compiler links with.</summary>
    public string Sysroot => $"/usr/{Guest}-linux-gnu";

    /// <summary>Whether what it tests is the kernel, which guests share, and it is for the second one: all engines run the first
    /// guest's program, and this one shows that numbers and structures are right.</summary>
    public bool RepeatsTheKernel => Guest != "riscv64"
        && TopicOf(Name).Split('/')[0] is "calls" or "files" or "ipc" or "processes" or "sockets" or "system" or "terminal";

    /// <summary>Whether it repeats the kernel's tests, and is also there linked in another way, which then suffices.</summary>
    /// <param name="kind">That way: <c>static</c> or <c>dynamic</c>.</param>
    public bool Repeats(string kind) => RepeatsTheKernel && !Name.EndsWith(kind) && All.Value.ContainsKey(Path.ChangeExtension(Name, kind));

    /// <summary>The source's path without extension, below <c>tests/guests/user</c>.</summary>
    public string Source => Path.ChangeExtension(TopicOf(Name), null);

    /// <summary>
    /// What a run must show; null when only the status counts, which then is 0. It is QEMU's run, or on what QEMU does
    /// wrong the text in <c>NAME.expected</c>.
    /// </summary>
    public ProcessRun? Expected => !HasOracle ? null
        : Expectations.GetOrAdd(Name, _ => new Lazy<ProcessRun>(FindExpectation)).Value;

    /// <summary>A program's name below its guest's directory.</summary>
    public static string TopicOf(string name) => name.StartsWith(OtherGuest, StringComparison.Ordinal) ? name[OtherGuest.Length..] : name;

    /// <summary>The names of all but those that repeat the kernel's tests.</summary>
    public static IEnumerable<string> NamesOfTheGuests => Names.Where(name => !Named(name).RepeatsTheKernel);

    /// <summary>The program of a name.</summary>
    public static UserProgram Named(string name) => All.Value[name];

    /// <summary>Runs the program on QEMU.</summary>
    public ProcessRun RunOnQemu() => ProcessRun.Of([$"qemu-{Guest}", "-L", Sysroot, .. Options, File, .. Arguments]);

    /// <summary>Runs the program on our emulator and compares it with what is expected.</summary>
    public void MustPass(string accelerator)
    {
        ProcessRun run = ProcessRun.Of(
            [Repository.Emulator, "user", "-L", Sysroot, "-accel", accelerator, .. Options, File, .. Arguments]);
        string what = $"{Name} with -accel {accelerator}";
        if (Expected is { } expected)
            run.MustEqual(expected, what);
        else
            Assert.True(run.Status == 0, $"{what} ended with status {run.Status}: {run.Output}{run.Errors}");
    }

    private ProcessRun FindExpectation() => KnownDeviations.Contains(Source) || KnownDeviations.Contains($"{Guest}/{Source}")
        ? new ProcessRun(0, System.IO.File.ReadAllText(SourceFile(Source + ".expected")), "")
        : RunOnQemu();

    private static string SourceFile(string name) => Path.Combine(Repository.Root, "tests", "guests", "user", name);

    private static Dictionary<string, UserProgram> ReadManifest()
    {
        Dictionary<string, UserProgram> programs = [];
        foreach (string guest in Guests)
        {
            foreach (string line in System.IO.File.ReadLines(Path.Combine(Repository.UserPrograms, guest, "manifest.txt")))
            {
                string[] fields = line.Split('|'); // name, oracle, options, arguments
                string name = guest + fields[0], folder = Path.Combine(Repository.UserPrograms, Path.GetDirectoryName(name)!);
                programs.Add(name, new UserProgram(
                    name, fields[1] != "none", Words(fields[2].Replace("@", folder)), Words(fields[3])));
            }
        }

        return programs;

        static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<string> ReadDeviations() => System.IO.File.ReadLines(SourceFile("deviations.txt"))
        .Where(line => line.Length > 0 && line[0] is not ('#' or ' ')).Select(line => line.Split(' ')[0]);
}
