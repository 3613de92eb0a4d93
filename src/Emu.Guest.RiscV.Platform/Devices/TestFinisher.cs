using Emu.Core.Control;
using Emu.Core.DeviceTree;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Model;

namespace Emu.Guest.RiscV.Devices;

/// <summary>
/// SiFive's test finisher: one register with which the guest powers off, reboots, or ends a test with an exit status
/// (SiFive FU540-C000 manual, "Test Finisher"; the reset code is that of the <c>sifive,test1</c> variant).
/// </summary>
[Device("riscv.sifive.test", DeviceCategory.Misc, Bus = "System", IsPartOfBoard = true)]
public sealed partial class TestFinisher(IMachineControl control) : IMmioDevice, IDeviceTreeSource
{
    private const ulong Finisher = 0x0;

    private const ulong CommandMask = 0xffff;
    private const int StatusShift = 16;
    private const ulong CommandFail = 0x3333;
    private const ulong CommandPass = 0x5555;
    private const ulong CommandReset = 0x7777;

    public string Name => "test";
    public ulong WindowSize => 0x1000;
    public int AccessSizes => 2 | 4;
    public Lock SyncRoot { get; } = new();

    public ulong Read(ulong offset, int size)
    {
        if (offset != Finisher) LogUnknown("read", offset);
        return 0;
    }

    public void Write(ulong offset, int size, ulong value)
    {
        if (offset != Finisher)
        {
            LogUnknown("write", offset);
            return;
        }

        switch (value & CommandMask)
        {
            case CommandPass:
                control.RequestShutdown(0);
                break;
            case CommandFail:
                control.RequestShutdown((int)((value >> StatusShift) & 0xffff));
                break;
            case CommandReset:
                control.RequestReset();
                break;
            default:
                Log.WriteOnce(LogItems.GuestErrors, $"test: unknown command 0x{value & CommandMask:x}");
                break;
        }
    }

    public void Reset()
    {
        // It has no state.
    }

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        DeviceTreeNode node = slot.AddNode("test", WindowSize);
        node.SetStrings("compatible", "sifive,test1", "sifive,test0", "syscon");
        AddSystemControl(slot.Document, node, "poweroff", "syscon-poweroff", CommandPass);
        AddSystemControl(slot.Document, node, "reboot", "syscon-reboot", CommandReset);
        return node;
    }

    private static void AddSystemControl(
        DeviceTreeDocument tree, DeviceTreeNode registers, string name, string compatible, ulong command)
    {
        DeviceTreeNode node = tree.Root.AddChild(name);
        node.SetStrings("compatible", compatible);
        node.SetReference("regmap", registers);
        node.SetCells("offset", (uint)Finisher);
        node.SetCells("value", (uint)command);
    }

    private static void LogUnknown(string access, ulong offset) =>
        Log.WriteOnce(LogItems.GuestErrors, $"test: {access} at 0x{offset:x}, where no register is");
}
