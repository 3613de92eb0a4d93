using Emu.Block;
using Emu.Block.Graph;
using Emu.Core.Time;
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
        foreach ((string node, string overlay) in pairs) prepared.Add(blocks.Prepare(node, overlay));
        WhileDrained(prepared.Select(each => each.Disk), () =>
        {
            foreach (PreparedOverlay each in prepared)
            {
                RunFor(each.Disk, () =>
                {
                    each.Commit();
                    return default;
                });
            }
        });
    });

    /// <summary>Gives nodes that are open other options, all of them or none.</summary>
    /// <param name="options">All options of each, with its name.</param>
    /// <exception cref="ConfigurationException">An option cannot change, or the host refuses.</exception>
    public void ReopenBlockNodes(IReadOnlyList<OptionTree> options) => GuardBlocks(() =>
    {
        IReadOnlyList<PreparedReopening> prepared = blocks.PrepareReopening(options);
        Stack<PreparedReopening> begun = [];
        WhileDrained(prepared.Select(each => DiskOver(each.Node)), () =>
        {
            try
            {
                foreach (PreparedReopening each in prepared)
                {
                    begun.Push(each);
                    RunFor(DiskOver(each.Node), each.Commit);
                }
            }
            catch (Exception e) when (e is OptionException or BlockException)
            {
                foreach (PreparedReopening each in begun) RunFor(DiskOver(each.Node), each.Undo);
                throw;
            }
        });
    });

    private BlockBackend? DiskOver(BlockNode node)
    {
        return Disks.FirstOrDefault(disk => IsOver(disk.Root));

        bool IsOver(BlockNode from) => from == node || from.Children.Any(IsOver);
    }

    private static void RunFor(BlockBackend? disk, Func<ValueTask> act)
    {
        if (disk?.Loop is { } loop) loop.Run(act);
        else act().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Does something while nothing is in flight on disks.</summary>
    private static void WhileDrained(IEnumerable<BlockBackend?> disks, Action act)
    {
        List<(EventLoop Loop, DrainedSection Section)> sections = [];
        try
        {
            foreach (BlockBackend? disk in disks.Distinct().ToArray())
            {
                if (disk?.Loop is not { } loop) continue;
                DrainedSection? section = null;
                loop.Run(async () => section = await disk.DrainAsync());
                sections.Add((loop, section!));
            }

            act();
        }
        finally
        {
            foreach ((EventLoop loop, DrainedSection section) in sections) loop.Run(section.DisposeAsync);
        }
    }

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
