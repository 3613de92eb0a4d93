using System.Text.Json;

namespace Emu.User.Tests;

/// <summary><c>emu cache build</c> of programs: what ran is translated ahead of time, and does the same as before.</summary>
public sealed class CacheBuildTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emu-cache-build-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("basic/hello.dynamic")]
    [InlineData("signals/faults.dynamic")]
    [InlineData("cxx/exceptions.dynamic")]
    [InlineData("processes/execute.dynamic")]
    [InlineData("aarch64/basic/hello.dynamic")]
    [InlineData("aarch64/cxx/exceptions.dynamic")]
    public void What_ran_is_translated_and_does_the_same(string name)
    {
        UserProgram program = UserProgram.Named(name);
        ProcessRun built = Cache(
            [
                "build", "--json", "--dir", folder, "--", "user", "-L", program.Sysroot, .. program.Options, program.File,
                .. program.Arguments,
            ]);
        // The program's own output comes first.
        JsonElement[] files = [.. JsonDocument.Parse(built.Output[built.Output.IndexOf("[\n", StringComparison.Ordinal)..]).RootElement.EnumerateArray()];
        Assert.Contains(files, each => NameOf(each) == $"{program.Sysroot}/lib/libc.so.6");
        Assert.Contains(files, each => each.GetProperty("compiled").GetInt32() > 0);
        Assert.All(files, each => Assert.StartsWith(folder, each.GetProperty("file").GetString(), StringComparison.Ordinal));
        program.MustPass($"aot,cache-dir={folder}");
        program.MustPass($"aot,cache-dir={folder},jit=off");
        Assert.All(
            Json("verify", "--json", "--dir", folder).EnumerateArray(),
            each => Assert.True(each.GetProperty("sound").GetBoolean(), each.ToString()));
    }

    [Fact]
    public void What_has_run_of_a_root_is_translated_later()
    {
        UserProgram program = UserProgram.Named("basic/hello.dynamic");
        program.MustPass($"aot,cache-dir={folder}");
        JsonElement[] libraries = [.. Json("build", "--json", "--dir", folder, "--root", program.Sysroot).EnumerateArray()];
        Assert.NotEmpty(libraries);
        Assert.All(libraries, each => Assert.StartsWith(program.Sysroot, NameOf(each), StringComparison.Ordinal));
        Assert.Contains(libraries, each => each.GetProperty("compiled").GetInt32() > 0);
        program.MustPass($"aot,cache-dir={folder}");
        Assert.Empty(Json("build", "--json", "--dir", folder, "--root", "/proc/self").EnumerateArray());
    }

    [Fact]
    public void What_ran_with_a_root_as_its_own_is_found_in_it()
    {
        UserProgram program = UserProgram.Named("basic/hello.dynamic");
        program.MustPass($"aot,cache-dir={folder}");
        string root = Path.Combine(folder, "root"), library = $"{root}{program.Sysroot}/lib/libc.so.6";
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        File.Copy($"{program.Sysroot}/lib/libc.so.6", library);
        JsonElement found = Assert.Single(Json("build", "--json", "--dir", folder, "--root", root + "/").EnumerateArray());
        Assert.Equal(library, NameOf(found));
        Assert.True(found.GetProperty("compiled").GetInt32() > 0);
    }

    [Fact]
    public void The_list_says_what_each_file_is_of()
    {
        UserProgram program = UserProgram.Named("basic/hello.static");
        program.MustPass($"aot,cache-dir={folder}");
        JsonElement entry = Assert.Single(Json("ls", "--json", "--dir", folder).EnumerateArray());
        Assert.Equal(program.File, NameOf(entry));
        Assert.Equal("riscv64", Assert.Single(entry.GetProperty("guests").EnumerateArray()).GetString());
        Assert.Contains($"riscv64  {program.File}", Cache("ls", "--dir", folder).Output, StringComparison.Ordinal);
        string file = entry.GetProperty("file").GetString()!;
        Assert.Contains($"name       {program.File}", Cache("info", file).Output, StringComparison.Ordinal);
        Assert.Equal(program.File, NameOf(Json("info", "--json", file)));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("--root DIR -- PROGRAM", 2)]
    [InlineData("--root DIR/none", 1)]
    [InlineData("-- user -h", 2)]
    [InlineData("-- user -accel interp PROGRAM", 1)]
    [InlineData("-- user -accel aot,cache=off PROGRAM", 1)]
    [InlineData("-- user -accel aot,cache-file=FILE PROGRAM", 1)]
    [InlineData("--dir DIR -- user -accel aot PROGRAM", 1)]
    [InlineData("-- -accel aot,after=exit -bios none", 1)]
    public void What_cannot_be_built_is_said_in_one_line(string line, int status)
    {
        string[] words = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word
            .Replace("DIR", folder, StringComparison.Ordinal).Replace("PROGRAM", UserProgram.Named("basic/hello.static").File, StringComparison.Ordinal))];
        ProcessRun run = ProcessRun.Of([Repository.Emulator, "cache", "build", .. words]);
        Assert.Equal((status, ""), (run.Status, run.Output));
        Assert.StartsWith("emu: ", run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd('\n').Split('\n'));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_program_that_has_ended_leaves_somebody_behind_who_translates()
    {
        UserProgram program = UserProgram.Named("cxx/exceptions.dynamic");
        program.MustPass($"aot,cache-dir={folder},after=exit");
        string mark = Path.Combine(folder, "optimized");
        // He has until the patience of a run ends; the processors are others' meanwhile.
        for (int i = 0; i < 1800 && (!File.Exists(mark) || new FileInfo(mark).Length == 0); i++) Thread.Sleep(100);
        Assert.Equal(sizeof(long), new FileInfo(mark).Length);
        JsonElement[] files = [.. Json("ls", "--json", "--dir", folder).EnumerateArray().Where(each => NameOf(each) is not null)];
        Assert.NotEmpty(files);
        foreach (JsonElement entry in files)
        {
            JsonElement optimized = Json("optimize", "--json", entry.GetProperty("file").GetString()!);
            Assert.All(optimized.EnumerateArray(), each => Assert.Equal(0, each.GetProperty("compiled").GetInt32()));
        }

        program.MustPass($"aot,cache-dir={folder}");
    }

    [Fact]
    public void A_directory_may_be_named_from_where_the_command_is_given()
    {
        UserProgram.Named("basic/hello.static").MustPass($"aot,cache-dir={folder}");
        ProcessRun run = ProcessRun.Run(
            [Repository.Emulator, "cache", "optimize", "--all", "--idle", "--dir", Path.GetFileName(folder)],
            Path.GetDirectoryName(folder)!);
        Assert.Equal((0, "", ""), (run.Status, run.Output, run.Errors));
        Assert.Equal(sizeof(long), new FileInfo(Path.Combine(folder, "optimized")).Length);
    }

    [Fact]
    public void Only_one_process_at_a_time_translates_all()
    {
        UserProgram.Named("basic/hello.static").MustPass($"aot,cache-dir={folder}");
        // What is in the way of one file is not in the way of the others.
        string unsound = Path.Combine(folder, $"{new string('0', 32)}.emucode");
        File.WriteAllText(unsound, "nothing");
        Assert.NotEmpty(Json("optimize", "--json", "--all", "--dir", folder).EnumerateArray());
        File.Delete(unsound);
        File.SetLastWriteTimeUtc(Directory.GetFiles(folder, "*.emucode").Single(), DateTime.UtcNow.AddDays(-1));
        Assert.Empty(Json("optimize", "--json", "--all", "--dir", folder).EnumerateArray());
    }

    private static string? NameOf(JsonElement file) => file.GetProperty("name").GetString();

    private static JsonElement Json(params string[] arguments) => JsonDocument.Parse(Cache(arguments).Output).RootElement;

    private static ProcessRun Cache(params string[] arguments)
    {
        ProcessRun run = ProcessRun.Of([Repository.Emulator, "cache", .. arguments]);
        Assert.True(run.Status == 0, $"emu cache {string.Join(' ', arguments)}: {run.Errors}");
        return run;
    }
}
