using Emu.Model;

namespace Emu.Guest.RiscV.Privileged;

/// <content>What a saved hart has of the registers that are more than a word.</content>
internal sealed unsafe partial class CsrFile
{
    [State]
    private ulong Cycles
    {
        get => cycles.Offset;
        set => cycles.Offset = value;
    }

    [State]
    private ulong Instructions
    {
        get => instructions.Offset;
        set => instructions.Offset = value;
    }

    [State]
    private ulong Inhibited
    {
        get => inhibited;
        set
        {
            inhibited = value & (CycleBit | InstRetBit);
            cycles.IsInhibited = (inhibited & CycleBit) != 0;
            instructions.IsInhibited = (inhibited & InstRetBit) != 0;
        }
    }

    [State]
    private ulong MachineEnvironment
    {
        get => machineEnvironment;
        set => WriteMachineEnvironment(value);
    }
}
