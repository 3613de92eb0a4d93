using System.Text.Json;

namespace Emu.Cli.Tests;

/// <summary><c>emu cache</c> and the cache that <c>-accel aot</c> leaves, with the published executable.</summary>
public sealed class CacheCommandTests : IDisposable
{
    private const int Loops = 200_000;

    private readonly string folder = Directory.CreateTempSubdirectory("emu-cache-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_empty_or_missing_folder_lists_nothing()
    {
        EmulatorRun run = Cache("ls", "--dir", Path.Combine(folder, "none"));
        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains("0 files", run.Output);
        Assert.Equal("[]", Cache("ls", "--json", "--dir", folder).Output.Trim());
    }

    [Fact]
    public void What_one_run_translates_the_next_one_loads()
    {
        JsonElement first = Statistics(Run()), second = Statistics(Run());
        Assert.True(Figure(first, "regions", "compiled") > 0, first.ToString());
        Assert.True(Figure(first, "instructions", "translated") > 0);
        Assert.Equal(0u, Figure(second, "regions", "compiled"));
        Assert.True(Figure(second, "regions", "loaded") > 0, second.ToString());
        Assert.True(Figure(second, "instructions", "translated") > Loops);
        Assert.True(Figure(second, "cache", "fileBytes") > 0);
    }

    [Fact]
    public void A_file_is_listed_described_and_verified()
    {
        Statistics(Run());
        JsonElement entry = Assert.Single(Json("ls").EnumerateArray());
        string path = entry.GetProperty("file").GetString()!, name = Path.GetFileName(path)[..8];
        Assert.Contains(Path.GetFileName(path), Cache("ls", "--dir", folder).Output);

        JsonElement info = Json("info", name, "--regions");
        Assert.Equal(path, info.GetProperty("file").GetString());
        int regions = info.GetProperty("environments")[0].GetProperty("regions").GetInt32();
        Assert.True(regions > 0);
        Assert.Equal(regions, info.GetProperty("regions").GetArrayLength());
        Assert.Contains("regions", Cache("info", path).Output);

        JsonElement verified = Assert.Single(Json("verify").EnumerateArray());
        Assert.True(verified.GetProperty("sound").GetBoolean());
        int recompiled = verified.GetProperty("recompiled").GetInt32();
        Assert.True(recompiled > 0);
        Assert.Equal(regions, recompiled + verified.GetProperty("skipped").GetInt32());
    }

    [Fact]
    public void A_damaged_file_does_not_pass_verification()
    {
        Statistics(Run());
        string path = Directory.GetFiles(folder, "*.emucode").Single();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length * 3 / 4] ^= 1;
        File.WriteAllBytes(path, bytes);
        EmulatorRun run = Cache("verify", path);
        Assert.Equal(1, run.Status);
        Assert.Contains("WRONG", run.Output);
    }

    [Theory]
    [InlineData("region=3")]
    [InlineData("passes=instcombine<no-verify-fixpoint>")]
    public void A_file_is_verified_and_optimised_with_the_options_that_it_was_made_with(string option)
    {
        EmulatorRun made = EmulatorRun.System(
            "-accel", $"aot,cache-dir={folder},{option}", "-bios", Program(), "-serial", "null");
        Assert.Equal((0, ""), (made.Status, made.Errors));
        JsonElement verified = Assert.Single(Json("verify").EnumerateArray());
        Assert.True(verified.GetProperty("recompiled").GetInt32() > 0, verified.ToString());
        Assert.Equal(0, verified.GetProperty("skipped").GetInt32());
        Json("optimize", Directory.GetFiles(folder, "*.emucode").Single());
        Assert.Single(Json("info", Directory.GetFiles(folder, "*.emucode").Single())
            .GetProperty("environments").EnumerateArray());
    }

    [Fact]
    public void A_build_looks_for_what_its_training_missed_and_takes_a_folder()
    {
        EmulatorRun build = Cache(
            "build", "--json", "--checks", "2", "--dir", folder, "--", "-bios", Program(), "-serial", "null");
        Assert.True(build.Status == 0, build.Errors);
        Assert.True(Parse(build.Output).GetProperty("compiled").GetInt32() > 0, build.Output);
        Assert.Equal(0u, Figure(Statistics(Run()), "regions", "compiled"));
    }

    [Fact]
    public void After_a_build_nothing_is_left_to_translate_and_a_second_one_adds_nothing()
    {
        string[] system = ["-accel", $"aot,cache-dir={folder}", "-bios", Program(), "-serial", "null"];
        EmulatorRun build = Cache(["build", "--json", "--", .. system]);
        Assert.True(build.Status == 0, build.Errors);
        JsonElement built = Parse(build.Output);
        Assert.True(built.GetProperty("compiled").GetInt32() > 0, build.Output);
        JsonElement run = Statistics(Run());
        Assert.Equal(0u, Figure(run, "regions", "compiled"));
        Assert.True(Figure(run, "instructions", "translated") > 50 * Figure(run, "instructions", "interpreted"));
        string path = Directory.GetFiles(folder, "*.emucode").Single();
        Assert.Equal(0, Json("optimize", path)[0].GetProperty("compiled").GetInt32());
        Assert.True(Json("info", path).GetProperty("environments")[0].GetProperty("fullyOptimized").GetInt32() > 0);
    }

    [Theory]
    [InlineData]
    [InlineData("--idle")]
    [InlineData("--all", "x")]
    [InlineData("--idle", "x")]
    public void Optimising_takes_one_file_or_all(params string[] arguments)
    {
        EmulatorRun run = Cache(["optimize", .. arguments]);
        Assert.Equal((2, "emu: emu cache optimize: give either a file, or --all and, if wanted, --idle\n"), (run.Status, run.Errors));
    }

    [Fact]
    public void Files_are_removed_by_name_all_at_once_or_down_to_a_size()
    {
        Statistics(Run());
        string path = Directory.GetFiles(folder, "*.emucode").Single();
        Assert.Equal(0, Cache("gc", "--max-size", "1G", "--dir", folder).Status);
        Assert.True(File.Exists(path));
        Assert.Contains(path, Cache("gc", "--max-size", "0", "--dir", folder).Output);
        Assert.False(File.Exists(path));
        Statistics(Run());
        Assert.Contains(path, Cache("rm", Path.GetFileName(path), "--dir", folder).Output);
        Assert.False(File.Exists(path));
        Statistics(Run());
        Assert.Equal(path, Assert.Single(Json("rm", "--all").EnumerateArray()).GetString());
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Only_cache_files_are_removed()
    {
        string other = Path.Combine(folder, "letter.txt");
        File.WriteAllText(other, "dear reader");
        EmulatorRun run = Cache("rm", other);
        Assert.Equal(1, run.Status);
        Assert.True(File.Exists(other));
        Cache("rm", "--all", "--dir", folder);
        Assert.True(File.Exists(other));
    }

    [Theory]
    [InlineData(2, "a command is missing")]
    [InlineData(2, "'tidy' is not a command", "tidy")]
    [InlineData(2, "'info'", "info")]
    [InlineData(2, "'more'", "ls", "more")]
    [InlineData(2, "either a FILE or --all", "rm")]
    [InlineData(2, "either a FILE or --all", "rm", "x", "--all")]
    [InlineData(1, "0123: no such cache file", "info", "0123")]
    [InlineData(1, "/proc/none/x: no such cache file", "verify", "/proc/none/x")]
    [InlineData(1, "--max-size lots: not a size", "gc", "--max-size", "lots")]
    [InlineData(1, "--threads 0: not allowed", "build", "--threads", "0", "--", "-bios", "x")]
    [InlineData(1, "--checks many: not allowed", "build", "--checks", "many", "--", "-bios", "x")]
    [InlineData(1, "either --dir or", "build", "--dir", "/tmp", "--", "-accel", "aot,cache-file=y", "-bios", "x")]
    [InlineData(1, "cache=on", "build", "--", "-accel", "interp", "-bios", "x")]
    [InlineData(1, "cache=on", "build", "--", "-accel", "aot,cache=off", "-bios", "x")]
    [InlineData(1, "/proc/none/kernel", "build", "--", "-kernel", "/proc/none/kernel")]
    [InlineData(2, "-nope: invalid option", "build", "--", "-nope", "x")]
    public void What_cannot_be_is_one_line_and_a_status(int status, string named, params string[] arguments)
    {
        EmulatorRun run = Cache(arguments);
        Assert.Equal((status, ""), (run.Status, run.Output));
        Assert.Contains(named, run.Errors);
        Assert.Equal(1, run.Errors.Count(character => character == '\n'));
    }

    [Fact]
    public void Statistics_are_written_also_when_a_signal_ends_the_emulator()
    {
        string file = Path.Combine(folder, "stats.json"), endless = Path.Combine(folder, "endless.bin");
        File.WriteAllBytes(endless, [0x6f, 0, 0, 0]);
        string script = "\"$1\" system riscv64 -accel interp,stats=\"$2\" -bios \"$3\" -serial null & "
            + "while ! [ -e \"$2\" ]; do sleep 0.1; done; kill -TERM $!; wait $!";
        EmulatorRun run = EmulatorRun.Of("/bin/sh", "-c", script, "sh", EmulatorRun.Executable, file, endless);
        Assert.Equal(143, run.Status);
        Assert.True(Parse(File.ReadAllText(file)).GetProperty("seconds").GetProperty("wall").GetDouble() > 0);
    }

    [Fact]
    public void The_log_ends_with_a_table_of_statistics()
    {
        EmulatorRun run = EmulatorRun.System("-d", "stats", "-accel", "interp", "-bios", Program(), "-serial", "null");
        Assert.Equal(0, run.Status);
        Assert.Matches("(?m)^instructions\n  interpreted +[0-9,]+\n", run.Errors);
    }

    [Fact]
    public void A_statistics_file_that_cannot_be_written_is_told_before_anything_runs()
    {
        EmulatorRun run = EmulatorRun.System("-accel", "aot,stats=/proc/none/s", "-bios", Program());
        Assert.Equal((1, "emu: /proc/none/s: cannot be written: there is no such directory\n"),
            (run.Status, run.Errors));
    }

    private static EmulatorRun Cache(params string[] arguments) =>
        EmulatorRun.Of(EmulatorRun.Executable, ["cache", .. arguments]);

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static ulong Figure(JsonElement statistics, string group, string name) =>
        statistics.GetProperty(group).GetProperty(name).GetUInt64();

    private JsonElement Json(params string[] arguments)
    {
        EmulatorRun run = Cache([.. arguments, "--json", "--dir", folder]);
        Assert.True(run.Status == 0, run.Errors);
        return Parse(run.Output);
    }

    private JsonElement Statistics(EmulatorRun run)
    {
        Assert.Equal((0, ""), (run.Status, run.Errors));
        return Parse(File.ReadAllText(Path.Combine(folder, "stats.json")));
    }

    private EmulatorRun Run() => EmulatorRun.System(
        "-accel", $"aot,cache-dir={folder},stats={Path.Combine(folder, "stats.json")}", "-bios", Program(),
        "-serial", "null");

    /// <summary>A program that counts down in a loop, long enough for the translator to be done meanwhile, and powers
    /// off.</summary>
    private string Program()
    {
        string path = Path.Combine(folder, "program.bin");
        uint[] words =
        [
            0x0800_02b7, // lui t0, 0x8000: 128 Mi rounds
            0xfff2_8293, // loop: addi t0, t0, -1
            0xfe02_9ee3, // bnez t0, loop
            0x0010_0337, // lui t1, 0x100: the test finisher
            0x0000_53b7, // lui t2, 5
            0x5553_8393, // addi t2, t2, 0x555
            0x0073_2023, // sw t2, 0(t1)
            0x0000_006f, // j .
        ];
        File.WriteAllBytes(path, [.. words.SelectMany(BitConverter.GetBytes)]);
        return path;
    }
}
