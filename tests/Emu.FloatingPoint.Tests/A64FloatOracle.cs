using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Emu.FloatingPoint.Tests;

/// <summary>Runs operations on records of operands under <c>qemu-aarch64</c>, in one program that this class makes.</summary>
internal static class A64FloatOracle
{
    private const uint CodeAddress = 0x40_0000, InputAddress = 0x1000_0000, OutputAddress = 0x2000_0000;
    private const int PageSize = 4096, InputWords = 5, OutputWords = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>For each case, and in it for each operation, the result and the FPSR.</summary>
    public static ulong[] Run(IReadOnlyList<A64FloatOperation> operations, IReadOnlyList<(FloatOperands Operands, uint Fpcr)> cases)
    {
        string path = Path.Combine(Path.GetTempPath(), $"emu-float-oracle-{Guid.NewGuid():n}");
        try
        {
            WriteExecutable(path, Program(Code(operations, cases.Count), Input(cases), OutputSize(operations, cases)));
            byte[] output = Execute(path);
            Assert.Equal(OutputSize(operations, cases), output.Length);
            ulong[] words = new ulong[output.Length / sizeof(ulong)];
            Buffer.BlockCopy(output, 0, words, 0, output.Length);
            return words;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int OutputSize(
        IReadOnlyList<A64FloatOperation> operations, IReadOnlyList<(FloatOperands Operands, uint Fpcr)> cases) =>
        operations.Count * cases.Count * OutputWords * sizeof(ulong);

    private static byte[] Code(IReadOnlyList<A64FloatOperation> operations, int count)
    {
        List<uint> code =
        [
            0xd2a0_0000 | (InputAddress >> 16) << 5 | 10,   // movz x10, #input, lsl #16
            0xd2a0_0000 | (OutputAddress >> 16) << 5 | 11,  // movz x11, #output, lsl #16
            0xd280_0000 | ((uint)count & 0xffff) << 5 | 12, // movz x12, #count
            0xf2a0_0000 | ((uint)count >> 16) << 5 | 12,    // movk x12, #count, lsl #16
            0xaa0b_03ee,                                    // mov x14, x11
        ];
        int loop = code.Count;
        code.AddRange(
        [
            0xf840_8540, // ldr x0, [x10], #8
            0xfc40_8540, // ldr d0, [x10], #8
            0xfc40_8541, // ldr d1, [x10], #8
            0xfc40_8542, // ldr d2, [x10], #8
            0xf840_8541, // ldr x1, [x10], #8
            0xd51b_4400, // msr fpcr, x0
        ]);
        foreach (A64FloatOperation operation in operations)
        {
            code.Add(0xd51b_443f);                                      // msr fpsr, xzr
            code.AddRange(operation.Words);
            code.Add(operation.IsInteger ? 0xf800_8562 : 0xfc00_8563u); // str x2 or d3, [x11], #8
            code.Add(0xd53b_4423);                                      // mrs x3, fpsr
            code.Add(0xf800_8563);                                      // str x3, [x11], #8
        }

        code.Add(0xf100_058c); // subs x12, x12, #1
        // tbnz and b.ne do not reach back over all operations: b.eq over a branch.
        code.Add(0x5400_0040);
        code.Add(0x1400_0000 | (uint)(loop - code.Count) & 0x3ff_ffff);
        code.AddRange(
        [
            0xd280_0020, // mov x0, #1
            0xaa0e_03e1, // mov x1, x14
            0xcb0e_0162, // sub x2, x11, x14
            0xd280_0808, // mov x8, #64 (write)
            0xd400_0001, // svc #0
            0xf100_001f, // cmp x0, #0
            0x5400_00ed, // b.le fail
            0x8b00_01ce, // add x14, x14, x0
            0xeb0b_01df, // cmp x14, x11
            0x54ff_fee1, // b.ne to the first of these
            0xd280_0000, // mov x0, #0
            0xd280_0ba8, // mov x8, #93 (exit)
            0xd400_0001, // svc #0
            0xd280_0020, // fail: mov x0, #1
            0xd280_0ba8, // mov x8, #93
            0xd400_0001, // svc #0
        ]);
        return [.. code.SelectMany(BitConverter.GetBytes)];
    }

    private static byte[] Input(IReadOnlyList<(FloatOperands Operands, uint Fpcr)> cases)
    {
        ulong[] words = new ulong[cases.Count * InputWords];
        for (int i = 0; i < cases.Count; i++)
        {
            (FloatOperands operands, uint fpcr) = cases[i];
            ((ulong[])[fpcr, operands.A, operands.B, operands.C, operands.Integer]).CopyTo(words, i * InputWords);
        }

        byte[] bytes = new byte[words.Length * sizeof(ulong)];
        Buffer.BlockCopy(words, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private static byte[] Program(byte[] code, byte[] input, int outputSize)
    {
        using MemoryStream file = new();
        using BinaryWriter writer = new(file, Encoding.Latin1);
        writer.Write((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write((ushort)2);            // ET_EXEC
        writer.Write((ushort)183);          // EM_AARCH64
        writer.Write(1u);
        writer.Write((ulong)CodeAddress);
        writer.Write(64ul);                 // program headers
        writer.Write(0ul);
        writer.Write(0u);
        writer.Write((ushort)64);
        writer.Write((ushort)56);
        writer.Write((ushort)3);
        writer.Write((ushort)64);
        writer.Write(0u);
        int inputOffset = PageSize + (code.Length + PageSize - 1) / PageSize * PageSize;
        Segment(5, PageSize, CodeAddress, code.Length, code.Length);
        Segment(4, inputOffset, InputAddress, input.Length, input.Length);
        Segment(6, inputOffset, OutputAddress, 0, outputSize);
        file.Position = PageSize;
        file.Write(code);
        file.Position = inputOffset;
        file.Write(input);
        return file.ToArray();

        void Segment(uint access, int offset, uint address, int fileSize, int memorySize)
        {
            writer.Write(1u);
            writer.Write(access);
            foreach (ulong field in (ulong[])[(ulong)offset, address, address, (ulong)fileSize, (ulong)memorySize, PageSize])
                writer.Write(field);
        }
    }

    private static void WriteExecutable(string path, byte[] bytes)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("qemu-aarch64 runs on Linux only.");
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
        };
        using FileStream file = new(path, options);
        file.Write(bytes);
    }

    private static byte[] Execute(string path)
    {
        using Process qemu = new();
        qemu.StartInfo = new ProcessStartInfo("qemu-aarch64", ["-cpu", "max", path]) { RedirectStandardOutput = true };
        try
        {
            qemu.Start();
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("qemu-aarch64 is not installed: apt-get install qemu-user");
        }

        using Timer watchdog = new(_ => qemu.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
        using MemoryStream output = new();
        qemu.StandardOutput.BaseStream.CopyTo(output);
        qemu.WaitForExit();
        return output.ToArray();
    }
}
