using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Engine.Tests.Cache;

public sealed class SharedFolderTests : IDisposable
{
    private readonly DirectoryInfo shared = Directory.CreateTempSubdirectory("emu-shared-");

    public void Dispose() => shared.Delete(recursive: true);

    [Fact]
    public void A_user_has_the_folder_of_its_number_and_no_file_or_folder_of_another()
    {
        Assert.Null(CacheDirectory.FindOwn(Path.Combine(shared.FullName, "missing")));
        shared.CreateSubdirectory($"{HostFile.EffectiveUser + 1}");
        Assert.Null(CacheDirectory.FindOwn(shared.FullName));
        string own = shared.CreateSubdirectory($"{HostFile.EffectiveUser}").FullName;
        Assert.Equal(own, CacheDirectory.FindOwn(shared.FullName));
        Directory.Delete(own);
        File.WriteAllText(own, "");
        Assert.Null(CacheDirectory.FindOwn(shared.FullName));
    }
}
