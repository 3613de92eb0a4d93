using System.Buffers.Binary;
using Emu.Devices.Firmware;
using Emu.Host;
using Emu.Model.Options;

namespace Emu.Machine.Configuration;

/// <summary>What <c>-boot</c> tells firmware beside the order of the disks; it finds it in the firmware
/// configuration.</summary>
public sealed record BootMenu
{
    private const int MostMilliseconds = 65535;

    /// <summary>Firmware offers its menu: <c>menu=on</c>.</summary>
    public bool IsShown { get; init; }

    /// <summary>Firmware boots from nothing but the devices with a place in the order: <c>strict=on</c>.</summary>
    public bool IsStrict { get; init; }

    /// <summary>A picture for the menu, JPEG or BMP, or null: <c>splash=</c>.</summary>
    public string? SplashFile { get; init; }

    /// <summary>Milliseconds for which the menu is shown, or null: <c>splash-time=</c>.</summary>
    public int? SplashMilliseconds { get; init; }

    /// <summary>Milliseconds after which a failed boot is tried again, -1 for never: <c>reboot-timeout=</c>.</summary>
    public int RetryMilliseconds { get; init; } = -1;

    /// <summary>Checks the times.</summary>
    /// <exception cref="OptionException">One is out of range.</exception>
    public void Check()
    {
        if (SplashMilliseconds is < 0 or > MostMilliseconds)
            throw new OptionException($"splash-time is invalid, it should be a value between 0 and {MostMilliseconds}");
        if (RetryMilliseconds is < -1 or > MostMilliseconds)
            throw new OptionException($"reboot timeout is invalid, it should be a value between -1 and {MostMilliseconds}");
    }

    /// <summary>Writes the settings where firmware looks for them.</summary>
    /// <exception cref="ConfigurationException">The picture cannot be had.</exception>
    internal void Fill(FwCfg configuration)
    {
        configuration.SetBootMenu(IsShown);
        byte[] retry = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(retry, RetryMilliseconds);
        configuration.SetFile("etc/boot-fail-wait", retry);
        if (SplashMilliseconds is { } time)
        {
            byte[] wait = new byte[sizeof(ushort)];
            BinaryPrimitives.WriteUInt16LittleEndian(wait, (ushort)time);
            configuration.SetFile("etc/boot-menu-wait", wait);
        }

        if (SplashFile is { } file) AddPicture(file, configuration);
    }

    private static void AddPicture(string file, FwCfg configuration)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(file);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new ConfigurationException($"-boot splash={file}: {FileFailure.Explain(file, e)}");
        }

        string kind = content is [0xff, 0xd8, ..] ? "jpg" : content is [(byte)'B', (byte)'M', ..] ? "bmp"
            : throw new ConfigurationException($"-boot splash={file}: the file is neither a JPEG nor a BMP picture");
        configuration.SetFile($"bootsplash.{kind}", content);
    }
}
