using Emu.Cli.CommandLine;
using Emu.Engine;

namespace Emu.Cli.Tests;

/// <summary>What <c>-accel</c> means.</summary>
public sealed class AcceleratorTests
{
    [Theory]
    [InlineData]
    [InlineData("aot")]
    [InlineData("tcg")]
    [InlineData("accel=tcg")]
    [InlineData("tcg,thread=multi")]
    [InlineData("tcg,split-wx=on")]
    public void Code_is_translated_and_cached_unless_asked_otherwise(params string[] values) =>
        Assert.Equal(AccelOptions.Default, Quiet(values));

    [Fact]
    public void The_interpreter_is_chosen_by_name() =>
        Assert.Equal(
            new AccelOptions() { Kind = AccelKind.Interpreter, StatisticsFile = "s.json" },
            Quiet("interp,stats=s.json"));

    [Theory]
    [InlineData("on", CacheMode.On)]
    [InlineData("off", CacheMode.Off)]
    [InlineData("readonly", CacheMode.ReadOnly)]
    public void The_cache_has_three_modes(string text, CacheMode mode) =>
        Assert.Equal(new AccelOptions() { Cache = mode }, Quiet($"aot,cache={text}"));

    [Theory]
    [InlineData("aot")]
    [InlineData("tcg")]
    public void Properties_are_read(string name)
    {
        AccelOptions expected = new()
        {
            CacheDirectory = "a,b",
            Jit = false,
            Threads = 3,
            HotThreshold = 7,
            Wait = true,
            RegionLimit = 99,
            Passes = "sroa,instcombine<no-verify-fixpoint>",
            Check = true,
            PerfMap = true,
            StatisticsFile = "out.json",
        };
        Assert.Equal(expected, Quiet(
            $"{name},cache-dir=a,,b,jit=off,threads=3,hot=7,wait=on,region=99,passes=sroa,,instcombine<no-verify-fixpoint>,"
            + "check=on,perf=on,stats=out.json"));
        Assert.Equal(new AccelOptions() { CacheFile = "x.emucode" }, Quiet($"{name},cache-file=x.emucode"));
    }

    [Fact]
    public void Passes_that_LLVM_does_not_know_are_refused_before_anything_runs()
    {
        CommandLineException error = Assert.Throws<CommandLineException>(() => Quiet("aot,passes=sroa,,nonsense"));
        Assert.Contains("nonsense", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void The_last_of_two_values_of_a_property_counts() =>
        Assert.Equal(new AccelOptions() { Threads = 2 }, Quiet("aot,threads=1,threads=2"));

    [Theory]
    [InlineData("interp", AccelKind.Interpreter)]
    [InlineData("tcg", AccelKind.Aot)]
    public void The_machines_property_names_an_accelerator_too(string name, AccelKind kind)
    {
        Assert.Equal(kind, Accelerators.Parse([], name, GuestArchitectures.All[0], []).Kind);
        List<string> notes = [];
        Assert.Equal(kind, Accelerators.Parse([], $"kvm:{name}", GuestArchitectures.All[0], notes).Kind);
        Assert.Contains("kvm", Assert.Single(notes));
    }

    [Fact]
    public void An_accelerator_that_is_not_available_gives_way_to_the_next()
    {
        List<string> notes = [];
        Assert.Equal(AccelKind.Interpreter, Accelerators.Parse(["kvm", "interp", "aot"], null, GuestArchitectures.All[0], notes).Kind);
        Assert.Equal(2, notes.Count);
        Assert.Contains("-accel aot: not used", notes[0]);
        Assert.Contains("-accel kvm: not available", notes[1]);
    }

    [Theory]
    [InlineData("thread=single", "thread of its own")]
    [InlineData("tb-size=512", "cache file")]
    [InlineData("split-wx=off", "never writable")]
    public void What_is_done_otherwise_than_QEMU_would_is_said(string property, string said)
    {
        List<string> notes = [];
        Assert.Equal(AccelOptions.Default, Accelerators.Parse([$"tcg,{property}"], null, GuestArchitectures.All[0], notes));
        string note = Assert.Single(notes);
        Assert.Contains($"tcg,{property}", note);
        Assert.Contains(said, note);
    }

    [Fact]
    public void A_test_that_plays_the_cpus_needs_nothing_to_boot()
    {
        AccelOptions accel = Accelerators.Parse(["qtest"], null, GuestArchitectures.All[0], []);
        Assert.Equal((AccelKind.Interpreter, true), (accel.Kind, accel.IsTest));
        Assert.True(Accelerators.Parse([], "kvm:qtest", GuestArchitectures.All[0], []).IsTest);
    }

    [Theory]
    [InlineData("kvm", "aot")]
    [InlineData("hvf", "aot")]
    [InlineData("jit", "interp")]
    [InlineData("", "aot")]
    [InlineData("aot,cache=yes", "on|off|readonly")]
    [InlineData("aot,cache", "on|off|readonly")]
    [InlineData("aot,cache-dir=", "cache-dir=DIR")]
    [InlineData("aot,cache-file=", "cache-file=FILE")]
    [InlineData("aot,cache-file=a,cache-dir=b", "leave one out")]
    [InlineData("aot,jit=1", "on|off")]
    [InlineData("aot,threads=0", "1 to 64")]
    [InlineData("aot,threads=65", "1 to 64")]
    [InlineData("aot,threads=-1", "1 to 64")]
    [InlineData("aot,threads=many", "1 to 64")]
    [InlineData("aot,hot=0", "1 to 1000000000")]
    [InlineData("aot,hot=1000000001", "1 to 1000000000")]
    [InlineData("aot,region=0", "1 to 2048")]
    [InlineData("aot,region=2049", "1 to 2048")]
    [InlineData("aot,passes=", "passes=PIPELINE")]
    [InlineData("aot,check=maybe", "on|off")]
    [InlineData("aot,perf=", "on|off")]
    [InlineData("aot,stats=", "stats=FILE")]
    [InlineData("aot,thread=multi", "threads")]
    [InlineData("aot,tb-size=1", "tb-size")]
    [InlineData("tcg,thread=two", "single|multi")]
    [InlineData("tcg,thread", "single|multi")]
    [InlineData("tcg,tb-size=big", "MiB")]
    [InlineData("tcg,split-wx=2", "on|off")]
    [InlineData("interp,cache=on", "stats")]
    [InlineData("qtest,cache=on", "property of qtest")]
    public void A_wrong_value_is_refused_with_what_is_allowed(string value, string allowed)
    {
        string message = Assert.Throws<CommandLineException>(() => Accelerators.Parse([value], null, GuestArchitectures.All[0], [])).Message;
        Assert.StartsWith($"-accel {value}: ", message);
        Assert.Contains(allowed, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_wrong_value_is_refused_also_where_it_would_not_be_used() =>
        Assert.Throws<CommandLineException>(() => Accelerators.Parse(["aot", "interp,cache=on"], null, GuestArchitectures.All[0], []));

    [Fact]
    public void The_machines_property_and_the_option_exclude_each_other() =>
        Assert.Contains(
            "-machine accel=",
            Assert.Throws<CommandLineException>(() => Accelerators.Parse(["aot"], "interp", GuestArchitectures.All[0], [])).Message);

    private static AccelOptions Quiet(params string[] values)
    {
        List<string> notes = [];
        AccelOptions options = Accelerators.Parse(values, null, GuestArchitectures.All[0], notes);
        Assert.Empty(notes);
        return options;
    }
}
