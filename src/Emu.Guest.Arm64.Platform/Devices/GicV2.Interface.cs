using Emu.Core.Memory;

namespace Emu.Guest.Arm64.Devices;

/// <content>The interfaces of the CPUs.</content>
public sealed partial class GicV2
{
    /// <summary>The registers of the CPUs' interfaces; each CPU sees its own at the same addresses.</summary>
    private sealed class Interface(GicV2 gic) : IMmioDevice
    {
        public string Name => "intc";
        public ulong WindowSize => 0x2000;
        public int AccessSizes => 4;
        public Lock SyncRoot => gic.SyncRoot;

        public ulong Read(ulong offset, int size)
        {
            GicCpu cpu = gic.Accessing;
            return offset switch
            {
                0x00 => cpu.Control,
                0x04 => cpu.PriorityMask,
                0x08 => cpu.BinaryPoint,
                0x0c => gic.Acknowledge(cpu, isAlias: false),
                0x14 => cpu.RunningPriority,
                0x18 => Highest(cpu, isAlias: false),
                0x1c => cpu.AliasedBinaryPoint,
                0x20 => gic.Acknowledge(cpu, isAlias: true),
                0x28 => Highest(cpu, isAlias: true),
                >= 0xd0 and < 0xe0 => cpu.ActivePriorities[(offset - 0xd0) / 4],
                0xfc => InterfaceId,
                _ => 0,
            };
        }

        public void Write(ulong offset, int size, ulong value)
        {
            GicCpu cpu = gic.Accessing;
            uint word = (uint)value;
            switch (offset)
            {
                case 0x00:
                    cpu.Control = word & GicCpu.ControlMask;
                    break;
                case 0x04:
                    cpu.PriorityMask = (byte)word;
                    break;
                case 0x08:
                    cpu.BinaryPoint = word & 7;
                    break;
                case 0x10:
                    gic.End(cpu, word, drops: true, deactivates: !cpu.EndsInTwoSteps);
                    break;
                case 0x1c:
                    cpu.AliasedBinaryPoint = Math.Max(word & 7, 1);
                    break;
                case 0x24:
                    gic.End(cpu, word, drops: true, deactivates: !cpu.EndsInTwoSteps);
                    break;
                case >= 0xd0 and < 0xe0:
                    cpu.ActivePriorities[(offset - 0xd0) / 4] = word;
                    break;
                case 0x1000:
                    gic.End(cpu, word, drops: false, deactivates: cpu.EndsInTwoSteps);
                    break;
            }

            gic.UpdateOutputs();
        }

        // The distributor resets them with itself.
        public void Reset()
        {
        }

        private uint Highest(GicCpu cpu, bool isAlias)
        {
            int best = gic.Best(cpu, out _, out bool isSecondGroup);
            if (best == Nobody || isAlias != isSecondGroup)
                return best != Nobody && !isAlias && !cpu.AcknowledgesBoth ? Unsuited : best != Nobody && !isAlias ? (uint)best : Nobody;
            return best < Sent ? (uint)best | cpu.FirstSender(best) << 10 : (uint)best;
        }
    }
}
