using System.Text;
using Emu.Host;
using Emu.Model;

namespace Emu.Chardev.Settings;

/// <summary><c>-chardev pty</c>: a new pseudo-terminal, whose name is printed.</summary>
[CharacterDevice("pty")]
public sealed partial class PtySettings : CharacterDeviceSettings
{
    internal override ICharacterBackend Open(string id, CharacterHost host)
    {
        try
        {
            PtyBackend backend = new(host.Loop);
            string notice = $"char device redirected to {backend.Path} (label {id})\n";
            _ = HostDescriptor.WriteAll(HostDescriptor.StandardOutput, Encoding.UTF8.GetBytes(notice));
            return backend;
        }
        catch (IOException e)
        {
            throw new ChardevException(ChardevError.NoPseudoTerminal, id, e.Message);
        }
    }
}
