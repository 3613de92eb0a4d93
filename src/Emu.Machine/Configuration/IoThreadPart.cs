using Emu.Core.Time;

namespace Emu.Machine.Configuration;

/// <summary>A thread for devices that the user has made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Loop">What runs on it.</param>
/// <param name="MostPollNanoseconds">How long it may poll, as the user has said.</param>
/// <param name="PollGrowth">Factor by which that grows.</param>
/// <param name="PollShrinkage">Divisor by which it shrinks.</param>
public sealed record IoThreadPart(string Id, EventLoop Loop, long MostPollNanoseconds, long PollGrowth, long PollShrinkage);
