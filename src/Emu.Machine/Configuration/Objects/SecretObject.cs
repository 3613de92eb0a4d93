using System.Text;
using Emu.Core.Time;
using Emu.Host;
using Emu.Model;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Machine.Configuration.Objects;

/// <summary>A secret that is named instead of written where it is used, as programs that start machines give one with each:
/// <c>-object secret</c>. It is read and checked when it is made.</summary>
[Object("secret")]
internal sealed partial class SecretObject : IConfiguredObject, INamedObject
{
    private const long MostBytes = 1 << 20;

    /// <summary>The secret itself.</summary>
    [Property("data")]
    public string? Data { get; set; }

    /// <summary>A file that holds it.</summary>
    [Property("file")]
    public string? File { get; set; }

    /// <summary>How it is written: <c>raw</c> or <c>base64</c>.</summary>
    [Property("format", TypeWord = "QCryptoSecretFormat")]
    public string Format { get; set; } = "raw";

    /// <summary>Another secret that this one is encrypted with; only none.</summary>
    [Property("keyid")]
    public string? KeyId { get; set; }

    /// <summary>The initial vector of the encryption; only none.</summary>
    [Property("iv")]
    public string? InitialVector { get; set; }

    /// <inheritdoc/>
    public string Id { get; private set; } = "";

    /// <summary>The secret's bytes.</summary>
    public ReadOnlyMemory<byte> Value { get; private set; }

    /// <inheritdoc/>
    public void Complete(string id, EventLoop mainLoop)
    {
        Id = id;
        if (KeyId is not null || InitialVector is not null)
            throw new OptionException("secrets are not decrypted here; leave out keyid= and iv=, and give the secret in a file that others cannot read");
        if (Data is not null && File is not null) throw new OptionException("'file' and 'data' are mutually exclusive");
        byte[] given = File is not null ? ReadFile(File) : Encoding.UTF8.GetBytes(Data ?? throw new OptionException("Either 'file' or 'data' must be provided"));
        Value = Format switch
        {
            "raw" => given,
            "base64" => Decode(given),
            _ => throw new OptionException($"Parameter 'format' does not accept value '{Format}'"),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Value = default;

    private static byte[] Decode(byte[] text)
    {
        try
        {
            return Convert.FromBase64String(Encoding.UTF8.GetString(text));
        }
        catch (FormatException)
        {
            throw new OptionException("Base64 data contains invalid characters; give format=raw for text");
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes) throw new OptionException($"'{path}' is too long for a secret: at most {MostBytes} bytes");
            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new OptionException($"Unable to read {path}: {FileFailure.Explain(path, e)}");
        }
    }
}
