using System.Text;
using Emu.Devices.Firmware;
using Emu.Host;
using Emu.Model.Options;

namespace Emu.Machine.Configuration;

/// <summary>What <c>-fw_cfg</c> adds to the firmware's configuration.</summary>
internal static class FirmwareItem
{
    private const long MostBytes = int.MaxValue;

    /// <summary>Adds an item.</summary>
    /// <exception cref="ConfigurationException">It has no name or no content, or the content cannot be read.</exception>
    public static void Add(ConfiguredItem item, FwCfg configuration)
    {
        OptionTree options = item.Options;
        try
        {
            string name = options.Text("name") ?? "", file = options.Text("file") ?? "";
            string? text = options.Text("string");
            foreach ((string key, _) in options.Members)
                if (key is not ("name" or "file" or "string")) throw new OptionException($"Invalid parameter '{key}'");
            if (name.Length == 0 || (file.Length == 0) == (text is null))
                throw new OptionException("name, plus exactly one of file, string and gen_id, are needed");
            if (Encoding.UTF8.GetByteCount(name) > FwCfg.LongestName)
                throw new OptionException($"name too long (max. {FwCfg.LongestName} char)");
            if (configuration.HasFile(name)) throw new OptionException($"there is an item '{name}' already");
            configuration.SetFile(name, text is null ? ReadFile(file) : Encoding.UTF8.GetBytes(text));
        }
        catch (OptionException e)
        {
            throw item.Error(e.Message);
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MostBytes
                ? File.ReadAllBytes(path) : throw new OptionException($"can't load {path}: it is larger than 2 GiB");
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new OptionException($"can't load {path}: {FileFailure.Explain(path, e)}");
        }
    }
}
