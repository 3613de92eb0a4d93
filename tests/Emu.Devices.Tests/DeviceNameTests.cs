namespace Emu.Devices.Tests;

/// <summary>The names of devices.</summary>
public class DeviceNameTests
{
    [Fact]
    public void Every_device_of_the_assembly_has_a_name_of_its_own() =>
        Assert.Equal(
            ModelTable.Types.Count, ModelTable.Types.Select(type => (type.Kind, type.Name)).Distinct().Count());
}
