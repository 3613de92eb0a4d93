using System.Buffers.Binary;
using Emu.Core.Memory;

namespace Emu.Guest.RiscV.Boot;

/// <summary>
/// The code in the machine's mask ROM that machine-mode firmware is entered through: a0 is the CPU's id, a1 the device
/// tree, a2 OpenSBI's <c>fw_dynamic_info</c>.
/// </summary>
internal static class ResetVector
{
    private const int StartOffset = 24, DeviceTreeOffset = 32, InfoOffset = 40, Size = 88;

    /// <summary>The instructions, position independent.</summary>
    private static ReadOnlySpan<uint> Code =>
    [
        0x00000297, // auipc t0, 0
        0xf1402573, // csrr  a0, mhartid
        0x0202b583, // ld    a1, 32(t0)
        0x02828613, // addi  a2, t0, 40
        0x0182b283, // ld    t0, 24(t0)
        0x00028067, // jr    t0
    ];

    /// <summary>"OSBI", and the version that has a boot CPU (OpenSBI, docs/firmware/fw_dynamic.md).</summary>
    private const ulong InfoMagic = 0x4942534f, InfoVersion = 2, NextModeSupervisor = 1;

    /// <summary>The ROM's content.</summary>
    /// <param name="start">Where the firmware begins.</param>
    /// <param name="deviceTree">Where the device tree lies.</param>
    /// <param name="next">What the firmware starts in supervisor mode; 0 when there is no kernel.</param>
    public static byte[] Build(PhysicalAddress start, PhysicalAddress deviceTree, PhysicalAddress next)
    {
        byte[] rom = new byte[Size];
        for (int i = 0; i < Code.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(rom.AsSpan(i * 4), Code[i]);
        Put(StartOffset, start.Value);
        Put(DeviceTreeOffset, deviceTree.Value);
        Put(InfoOffset, InfoMagic);
        Put(InfoOffset + 8, InfoVersion);
        Put(InfoOffset + 16, next.Value);
        Put(InfoOffset + 24, NextModeSupervisor);
        return rom;

        void Put(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(rom.AsSpan(offset), value);
    }
}
