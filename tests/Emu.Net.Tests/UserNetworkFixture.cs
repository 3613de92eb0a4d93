using Emu.Core.Time;
using Emu.Net.User;

namespace Emu.Net.Tests;

/// <summary>A user network and a recording guest, both on one loop; tests speak to them there.</summary>
internal sealed class UserNetworkFixture : IDisposable
{
    public UserNetworkFixture(UserNetSettings? settings = null)
    {
        Network = new UserNetwork("net", Loop, settings ?? new UserNetSettings());
        Guest = new RecordingEndpoint(Loop);
        NetEndpoint.Connect(Guest, Network);
    }

    public EventLoop Loop { get; } = new(new MachineClock());

    public UserNetwork Network { get; }

    public RecordingEndpoint Guest { get; }

    /// <summary>Sends frames of the guest; returns what came back at once.</summary>
    public List<byte[]> Send(params byte[][] frames) => Do(() =>
    {
        Guest.Frames.Clear();
        foreach (byte[] frame in frames) Guest.Send(frame);
        Guest.SendDone();
        return Guest.Frames.Select(frame => frame.Bytes).ToList();
    });

    /// <summary>Waits until a frame that a test looks for has come.</summary>
    public byte[] WaitFor(Func<byte[], bool> isWanted)
    {
        byte[]? found = null;
        Assert.True(SpinWait.SpinUntil(
            () => (found = Do(() => Guest.Frames.Select(frame => frame.Bytes).FirstOrDefault(isWanted))) is not null,
            TimeSpan.FromSeconds(30)), "the frame did not come");
        return found!;
    }

    public T Do<T>(Func<T> action)
    {
        T result = default!;
        Loop.Run(() =>
        {
            result = action();
            return default;
        });
        return result;
    }

    public void Dispose()
    {
        Do(() =>
        {
            Network.Dispose();
            return 0;
        });
        Loop.Dispose();
    }
}
