namespace Emu.Machine;

/// <summary>Whether a machine runs, and why it does not.</summary>
public enum RunState
{
    /// <summary>It has not run since it was made or reset, and waits for the user.</summary>
    Prelaunch,

    /// <summary>It has not run, and waits for a saved machine that takes the place of a boot.</summary>
    Inmigrate,

    /// <summary>It has been stopped to be saved.</summary>
    FinishMigrate,

    /// <summary>It has been saved, and stands: another emulator may go on with it.</summary>
    Postmigrate,

    /// <summary>CPUs, clocks and queues run.</summary>
    Running,

    /// <summary>The user has stopped it.</summary>
    Paused,

    /// <summary>A disk has failed, and is to be tried again when the machine goes on.</summary>
    IoError,

    /// <summary>A CPU has come to what a debugger waits for.</summary>
    Debug,

    /// <summary>The guest has powered off, and the machine stands until it is reset.</summary>
    Shutdown,
}
