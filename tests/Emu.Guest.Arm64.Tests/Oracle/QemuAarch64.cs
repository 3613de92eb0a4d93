using System.Diagnostics;
using System.Runtime.InteropServices;
using Emu.Testing;

namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>Runs cases on <c>qemu-aarch64</c>: as many as there is room for in one process, a program of <c>oracle.s</c>.</summary>
internal static class QemuAarch64
{
    private const int Words = 34 + 65 + (A64Case.MemorySize / 8), ResultSize = (1 + Words) * 8;
    private const int CaseSize = (Words * 8) + (4 * A64Case.CodeCapacity);
    private const uint Breakpoint = 0xd420_0000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Of what a process has in memory.
    private const int MostAtOnce = 100_000;

    /// <summary>Runs the cases; the results are in their order.</summary>
    public static A64Result[] Run(IReadOnlyList<A64Case> cases) => [.. cases.Chunk(MostAtOnce).SelectMany(RunTogether)];

    private static A64Result[] RunTogether(A64Case[] cases)
    {
        string folder = Directory.CreateTempSubdirectory("emu-a64-").FullName;
        try
        {
            byte[] table = new byte[cases.Length * CaseSize];
            for (int i = 0; i < cases.Length; i++) Write(cases[i], table.AsSpan(i * CaseSize, CaseSize));
            File.WriteAllBytes(Path.Combine(folder, "cases.bin"), table);
            using (Stream source = typeof(QemuAarch64).Assembly.GetManifestResourceStream("oracle.s")!)
            using (FileStream copy = File.Create(Path.Combine(folder, "oracle.s")))
                source.CopyTo(copy);
            Execute(folder, "aarch64-linux-gnu-as", "-o", "oracle.o", "oracle.s");
            Execute(
                folder, "aarch64-linux-gnu-ld", "-o", "oracle", "-Ttext=0x13579000", "-z", "max-page-size=4096", "--no-warn-rwx-segments",
                "--section-start=.case=0x40000000", "--section-start=.memory=0x50000000", "oracle.o");
            byte[] output = Execute(folder, "qemu-aarch64", "-cpu", "max,pauth-impdef=on,sve=off,sme=off", "./oracle");
            int done = output.Length / ResultSize;
            string guilty = done < cases.Length ? cases[done].ToString() : "none";
            Assert.True(done == cases.Length, $"qemu-aarch64 finished {done} of {cases.Length} cases, the next one: {guilty}");
            return [.. cases.Select((_, i) => Read(output.AsSpan(i * ResultSize, ResultSize)))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(A64Case source, Span<byte> record)
    {
        ulong[] words =
        [
            .. source.X, CpuCase.CodeAddress, source.Flags, source.FloatStatus | (ulong)source.FloatControl << 32,
            .. source.V.SelectMany(value => new[] { (ulong)value, (ulong)(value >> 64) }),
        ];
        MemoryMarshal.AsBytes(words.AsSpan()).CopyTo(record);
        source.Memory.CopyTo(record[((34 + 65) * 8)..]);
        Span<uint> code = MemoryMarshal.Cast<byte, uint>(record[(Words * 8)..]);
        code.Fill(Breakpoint);
        source.Code.ToArray().CopyTo(code);
    }

    private static A64Result Read(ReadOnlySpan<byte> record)
    {
        ulong[] words = MemoryMarshal.Cast<byte, ulong>(record).ToArray();
        return new A64Result
        {
            Stop = (CpuStop)words[0],
            X = words[1..33],
            Pc = words[33],
            Flags = words[34] & 0xf000_0000,
            FloatStatus = (uint)words[35],
            V = [.. Enumerable.Range(0, 32).Select(i => new UInt128(words[37 + (2 * i)], words[36 + (2 * i)]))],
            Memory = record[((1 + 34 + 65) * 8)..].ToArray(),
        };
    }

    private static byte[] Execute(string folder, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder };
        using Process process = Process.Start(start)!;
        using Timer watchdog = new(_ => process.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with status {process.ExitCode} after {output.Length} bytes");
        return output.ToArray();
    }
}
