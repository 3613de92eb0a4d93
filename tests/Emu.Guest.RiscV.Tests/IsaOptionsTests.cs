namespace Emu.Guest.RiscV.Tests;

public sealed class IsaOptionsTests
{
    [Fact]
    public void The_isa_string_lists_letters_then_names() =>
        Assert.Equal("rv64imafdc_zicboz_zicntr_zicond_zicsr_zifencei_zba_zbb_zbs_sstc", new IsaOptions().IsaString);

    [Fact]
    public void Properties_turn_extensions_off_and_on()
    {
        const string Cpu = "rv64,zba=off,Zbb=false,zba=on,m=no,d=off";
        Assert.True(IsaOptions.TryParse(Cpu, out IsaOptions options, out string error), error);
        Assert.Equal(Extensions.All & ~(Extensions.Zbb | Extensions.M | Extensions.D), options.Extensions);
        Assert.Equal("rv64iafc_zicboz_zicntr_zicond_zicsr_zifencei_zba_zbs_sstc", options.IsaString);
    }

    [Theory]
    [InlineData("rv64", PagingMode.Sv57)]
    [InlineData("max,sv57=off", PagingMode.Sv48)]
    [InlineData("rv64,sv48=off", PagingMode.Sv39)]
    [InlineData("rv64,sv39=on", PagingMode.Sv39)]
    [InlineData("rv64,sv39=on,sv48=on", PagingMode.Sv48)]
    [InlineData("rv64,sv39=off", PagingMode.Bare)]
    [InlineData("rv64,mmu=off", PagingMode.Bare)]
    public void Properties_choose_the_widest_translation(string cpu, PagingMode expected)
    {
        Assert.True(IsaOptions.TryParse(cpu, out IsaOptions options, out string error), error);
        Assert.Equal(expected, options.HighestPagingMode);
    }

    [Fact]
    public void What_the_hart_never_has_may_be_turned_off() =>
        Assert.True(IsaOptions.TryParse("rv64,h=off,v=false", out _, out _));

    [Fact]
    public void Protection_may_be_left_out()
    {
        Assert.True(IsaOptions.TryParse("rv64,pmp=off", out IsaOptions options, out _));
        Assert.Equal(0, options.PmpRegions);
    }

    [Theory]
    [InlineData("rv32", "CPU model 'rv32' is not known; use rv64, max, any or rva20u64")]
    [InlineData("", "CPU model '' is not known; use rv64, max, any or rva20u64")]
    [InlineData("rv64,zbx=on", "CPU property 'zbx' is not known; '-cpu help' lists those that are")]
    [InlineData("rv64,v=on", "CPU property 'v' is not supported; leave it out or write v=off")]
    [InlineData("rv64,zba", "CPU property 'zba' has no value; write zba=on or zba=off")]
    [InlineData(
        "rv64,zba=maybe", "CPU property 'zba=maybe' has a value that is neither on nor off; write zba=on or zba=off")]
    [InlineData("rv64,f=off", "CPU property 'd' needs 'f'; turn d off as well")]
    [InlineData("rv64,i=off", "a CPU needs the base instruction set; leave out i=off")]
    [InlineData("rv64,c=off", "CPU property 'c' cannot be off here; leave out c=off")]
    [InlineData("rv64,", "CPU property '' is empty; remove a comma")]
    public void What_is_wrong_is_named(string cpu, string message)
    {
        Assert.False(IsaOptions.TryParse(cpu, out IsaOptions options, out string error));
        Assert.Equal(message, error);
        Assert.Equal(new IsaOptions(), options);
    }
}
