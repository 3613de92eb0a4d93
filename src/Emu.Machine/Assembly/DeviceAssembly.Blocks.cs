using Emu.Block;
using Emu.Block.Graph;
using Emu.Devices.Virtio;
using Emu.Machine.Configuration;
using Emu.Machine.Configuration.Blocks;
using Emu.Model.Options;

namespace Emu.Machine.Assembly;

/// <content>Block nodes that come and go while the machine runs. Members are for one thread at a time, which is not a
/// loop.</content>
internal sealed partial class DeviceAssembly
{
    /// <summary>All block nodes that users can name, and those below them, each once.</summary>
    public IReadOnlyList<BlockNode> AllBlockNodes => blocks.All;

    /// <summary>The disks that devices have.</summary>
    public IEnumerable<BlockBackend> Disks => VirtioDevices.OfType<VirtioBlock>().Select(disk => disk.Drive).OfType<BlockBackend>();

    /// <summary>Opens a block node.</summary>
    /// <exception cref="ConfigurationException">It cannot be opened.</exception>
    public void AddBlockNode(OptionTree options) => blocks.Open(new ConfiguredItem("", options));

    /// <summary>Closes a block node.</summary>
    /// <exception cref="ConfigurationException">There is none, or something uses it.</exception>
    public void RemoveBlockNode(string name) => GuardBlocks(() => blocks.Close(name));

    /// <summary>Makes an empty image.</summary>
    /// <exception cref="ConfigurationException">It cannot be made.</exception>
    public void CreateImage(OptionTree options) => GuardBlocks(() => new ImageCreation(blocks).Create(options));

    /// <summary>Puts images over others, all of them at one moment of the guest, or none.</summary>
    /// <exception cref="ConfigurationException">One cannot be.</exception>
    public void Overlay(IReadOnlyList<(string Node, string Overlay)> pairs) => GuardBlocks(() =>
    {
        List<PreparedOverlay> prepared = [];
        List<(BlockBackend Disk, DrainedSection Section)> sections = [];
        foreach ((string node, string overlay) in pairs) prepared.Add(blocks.Prepare(node, overlay));
        try
        {
            foreach (PreparedOverlay each in prepared)
            {
                if (each.Disk is not { Loop: { } loop } disk) continue;
                DrainedSection? section = null;
                loop.Run(async () => section = await disk.DrainAsync());
                sections.Add((disk, section!));
            }

            foreach (PreparedOverlay each in prepared)
            {
                if (each.Disk?.Loop is not { } loop) each.Commit();
                else
                {
                    loop.Run(() =>
                    {
                        each.Commit();
                        return default;
                    });
                }
            }
        }
        finally
        {
            foreach ((BlockBackend disk, DrainedSection section) in sections) disk.Loop!.Run(section.DisposeAsync);
        }
    });

    private static void GuardBlocks(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is OptionException or BlockException)
        {
            throw new ConfigurationException(e.Message);
        }
    }
}
