namespace Emu.Model.State;

/// <summary>A device that has to do something when its state has been loaded: set timers, drive its interrupt
/// line.</summary>
public interface IStateListener
{
    /// <summary>All members have their saved values. Called with the device's lock held, before any hart runs.</summary>
    void StateLoaded();
}
