using System.Text.RegularExpressions;

namespace Emu.Cli.Tests;

/// <summary>Image commands of the published executable beside Debian's <c>qemu-img</c>: the same commands, each on images of
/// its own, with the same output and exit status; and each reads what the other has written.</summary>
public sealed partial class ImageCommandTests : IDisposable
{
    private const string Oracle = "qemu-img";

    private readonly string folder = Directory.CreateTempSubdirectory("emu-images-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(
        "create -f qcow2 A 64M", "info A", "info --output=json A", "check A", "check --output=json A", "map A",
        "map --output=json A", "measure -O qcow2 A", "measure --output=json -O raw A", "resize A +1M", "resize A 1M",
        "resize --shrink A 1M", "info A", "check A")]
    [InlineData(
        "create -f qcow2 -o compat=v2 A 10M", "info A", "amend -o compat=1.1 A", "info A", "amend -o lazy_refcounts=on A",
        "info A", "check A")]
    [InlineData(
        "create -f qcow2 -o extended_l2=on,compression_type=zstd,refcount_bits=8,cluster_size=32k A 100M", "info A",
        "info --output=json A", "check A")]
    [InlineData("create -f qcow2 -o preallocation=metadata A 10M", "check A", "create -q -f qcow2 A 1000", "info A")]
    [InlineData(
        "create -f qcow2 A 8M", "create -f qcow2 -b A -F qcow2 B", "info --backing-chain B",
        "info --backing-chain --output=json B", "compare A B", "compare -s A B", "rebase -b  B", "info B", "commit A")]
    [InlineData(
        "create -f qcow2 A 8M", "snapshot -c one A", "snapshot -c two A", "snapshot -l A", "snapshot -a one A",
        "snapshot -d one A", "snapshot -d none A", "snapshot -a none A", "snapshot -l A", "check A")]
    [InlineData(
        "convert -O qcow2 RAW A", "check A", "map --output=json A", "convert -c -O qcow2 RAW B", "check B", "compare A B",
        "compare RAW B", "convert -O raw B C", "compare RAW C", "dd if=RAW of=D bs=64k skip=1 count=2", "compare RAW D",
        "convert -n -O qcow2 RAW A", "compare A RAW")]
    [InlineData(
        "info NONE", "info", "create A", "create -f none A 1M", "create -f qcow2 A 1Y", "create -f qcow2 -o none=1 A 1M",
        "create -f qcow2 -o cluster_size=3000 A 1M", "none", "info --none A", "check RAW", "convert RAW", "measure",
        "measure --size 1G -O qcow2", "measure --size 10T --output=json -O qcow2", "info -f qcow2 RAW")]
    [InlineData(
        "create -f qcow2 A 8M", "create -f qcow2 -b A -F qcow2 B", "create -f qcow2 -b B -F qcow2 C", "commit -b A C",
        "commit -b none C", "commit -r none C", "commit -d C", "commit A", "map --output=json C",
        "rebase -u -b A -F host_device C", "info C")]
    [InlineData(
        "create -f qcow2 A 1M", "create -f qcow2 -o size=1M B 2M", "create -f qcow2 -o compat=none B 2M",
        "create -f qcow2 -o encryption=off B 1M", "create -f qcow2 -o preallocation=none B 1M",
        "create -f qcow2 file:B:C 1M", "info file:B:C", "info json:{'driver':'qcow2','file':{'driver':'file','filename':'A'}}",
        "info --image-opts driver=qcow2,file.filename=A", "map --output=json --image-opts driver=raw,file.filename=RAW,size=1M",
        "map --output=json json:{'driver':'null-co','size':65536,'read-zeroes':true}", "compare -f raw RAW null-co://")]
    [InlineData(
        "create -f qcow2 -o cluster_size=1k A 1023k", "convert -c -O qcow2 RAW A B", "convert -c -O qcow2 A RAW B", "check B",
        "map --output=json B", "convert -c -S 0 -O qcow2 A B", "map --output=json B", "convert -n -O qcow2 A A",
        "resize --preallocation=metadata A +1M", "resize --preallocation=none A +1M", "check -q A",
        "convert -O qcow2 -B A A RAW B")]
    [InlineData(
        "create -f qcow2 A 10M", "bitmap --add A one", "bitmap --add A one", "bitmap --add -g 4k --disable A two",
        "bitmap --add -g 1000 A three", "bitmap --remove A none", "bitmap A one", "bitmap --merge one A two", "info A",
        "info --output=json A", "check A", "measure -O qcow2 A", "resize A +1M", "convert --bitmaps -O qcow2 A B", "info B",
        "bitmap --merge one -b A -F qcow2 B two", "snapshot -c s A", "snapshot -a s A", "bitmap --remove A one", "bitmap --clear A two",
        "bitmap --enable A two", "info A", "check A", "convert --skip-broken-bitmaps A B", "bitmap --add -f raw RAW one A")]
    [InlineData(
        "create -f qcow2 A 10M", "snapshot -c one A", "amend -o refcount_bits=1 A", "amend -o refcount_bits=64 A", "info A", "check A",
        "amend -o compat=0.10 A", "amend -o refcount_bits=32,compat=0.10 A", "amend -o refcount_bits=16,compat=0.10 A", "info A", "check A",
        "amend -o refcount_bits=8 A", "amend -o compat=1.1 A", "amend -o refcount_bits=2 A", "info A", "check A", "amend -o backing_file=B A")]
    [InlineData(
        "create -f raw -o extent_size_hint=0,nocow=off A 65537", "info A", "map --output=json A",
        "create -f bochs A 1M", "create -f qcow2 -o preallocation=full,nocow=on B 1M", "check B", "resize --preallocation=falloc B +1M", "check B",
        "create -f qcow2 -o preallocation=falloc,data_file=D C 1M", "info C", "compare A A")]
    [InlineData(
        "convert -O qcow2 RAW A", "create -f qcow2 B 4M", "create -f qcow2 -b B -F qcow2 C", "rebase -b A -F qcow2 C", "map C",
        "create -f qcow2 D 1M", "create -f qcow2 -b D -F qcow2 C 4M", "rebase -b A -F qcow2 C", "map --output=json C", "check C",
        "create -f qcow2 -b C -F qcow2 E 6M", "map --output=json E")]
    [InlineData(
        "create -f qcow2 -o extended_l2=on A 1M", "amend -o extended_l2=off A", "amend -o cluster_size=4k A",
        "amend -o preallocation=off A", "amend -o compression_type=zlib A", "measure --size 1024T -O qcow2 -o extended_l2=on",
        "measure --size 1025T -O qcow2 -o extended_l2=on", "create -q -f qcow2 -o extended_l2=on B 1025T",
        "map --output=json --image-opts driver=raw,file.driver=file,file.filename=ODD,cache.direct=on",
        "map --output=json --image-opts driver=raw,file.driver=file,file.filename=ODD,cache.direct=off")]
    [InlineData(
        "create -f qcow2 A 16M", "bench -c 100 A", "bench -c 40 -d 4 -s 64k -w A", "bench -c 300 -d 1 -o 15M -s 1M A", "check A",
        "bench -c 50 -d 8 -w --pattern=7 --flush-interval=8 A", "bench -c 50 -d 8 -w --flush-interval=9 --no-drain A",
        "bench -c 100 -i threads -t none -S 1M -s 512 A", "bench -c 10 -o 16M A", "bench -c 10 -w --pattern=256 A",
        "bench --flush-interval=3 A", "bench -d 4 -w --flush-interval=3 A", "bench -c x A", "bench -d x A", "bench -c -1 A",
        "bench -i none A", "bench -t none-such A", "bench -n A", "bench -w -U A", "bench -s 3G A", "bench -S 3G A", "bench -o x A",
        "bench", "bench A B", "bench --none A", "bench -c 0 A", "bench -c 7 -s 0 A", "bench -c 5 -f raw RAW", "bench NONE")]
    [InlineData(
        "convert -C -f raw -O raw RAW A", "compare -f raw A RAW", "convert -C -O qcow2 RAW B", "compare B RAW",
        "convert -C -O raw B C", "compare -f raw C RAW", "convert -C -S 4k RAW D", "convert -C -c -O qcow2 RAW D",
        "convert -C -f raw -O raw ODD RAW E", "compare -f raw E A", "convert -C -f raw -O raw ODD E", "compare -f raw -F raw E ODD")]
    public void Commands_print_what_qemu_img_prints(params string[] commands)
    {
        foreach (string command in commands)
        {
            EmulatorRun theirs = Run(Oracle, "theirs", command), ours = Run(EmulatorRun.Executable, "ours", command);
            Assert.Equal((command, theirs.Status, Shown(theirs, command)), (command, ours.Status, Shown(ours, command)));
        }
    }

    [Theory]
    [InlineData("-q")]
    [InlineData("-o cluster_size=4k")]
    [InlineData("-o compat=v2")]
    [InlineData("-o extended_l2=on")]
    [InlineData("-c")]
    [InlineData("-c -o compression_type=zstd")]
    public void Each_reads_what_the_other_writes(string options)
    {
        Assert.Equal(0, Run(EmulatorRun.Executable, "ours", $"convert -O qcow2 {options} RAW A").Status);
        Assert.Equal(0, Run(Oracle, "theirs", $"convert -O qcow2 {options} RAW A").Status);
        foreach ((string program, string place) in ((string, string)[])[(Oracle, "ours"), (EmulatorRun.Executable, "theirs")])
        {
            EmulatorRun check = Run(program, place, "check A"), compare = Run(program, place, "compare RAW A");
            Assert.Equal((0, 0), (check.Status, compare.Status));
        }
    }

    // What depends on the minute, the host's file system, or where an image was allocated.
    private static string Shown(EmulatorRun run, string command)
    {
        string output = Dates().Replace(run.Output, "DATE");
        output = Sizes().Replace(output, "SIZE");
        if (command.StartsWith("bench", StringComparison.Ordinal)) output = Seconds().Replace(output, "TIME");
        if (command.StartsWith("check", StringComparison.Ordinal)) output = Places().Replace(output, "PLACE");
        if (command.StartsWith("map", StringComparison.Ordinal)) output = Offsets().Replace(output, "OFFSET");
        return output;
    }

    private EmulatorRun Run(string program, string place, string command)
    {
        string own = Path.Combine(folder, place);
        if (!Directory.Exists(own))
        {
            Directory.CreateDirectory(own);
            File.WriteAllBytes(Path.Combine(own, "RAW"), Content());
            File.WriteAllBytes(Path.Combine(own, "ODD"), Content().AsSpan(0, 299_999));
        }

        string[] words = command.Split(' ');
        string[] arguments = program == Oracle ? [program, .. words] : [program, "img", .. words];
        return EmulatorRun.Of("env", ["-C", own, .. arguments]);
    }

    private static byte[] Content()
    {
        byte[] content = new byte[3 << 20];
        Random random = new(1);
        random.NextBytes(content.AsSpan(0, 300_000));
        content.AsSpan(1 << 20, 500_000).Fill(7);
        random.NextBytes(content.AsSpan((2 << 20) + 512, 1024));
        return content;
    }

    [GeneratedRegex(@"[0-9-]{10} [0-9:]{8}|""date-n?sec"": [0-9]+")]
    private static partial Regex Dates();

    [GeneratedRegex(@"in [0-9.]+ seconds")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"disk size: .*|""actual-size"": [0-9]+")]
    private static partial Regex Sizes();

    [GeneratedRegex(@"Image end offset: [0-9]+|""image-end-offset"": [0-9]+|[0-9.]+% fragmented|""fragmented-clusters"": [0-9]+,?\n?")]
    private static partial Regex Places();

    [GeneratedRegex(@", ""offset"": [0-9]+")]
    private static partial Regex Offsets();
}
