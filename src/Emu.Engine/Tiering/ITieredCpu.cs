namespace Emu.Engine.Tiering;

/// <summary>A CPU for which the threads of a <see cref="TranslationService"/> translate. Any thread may call.</summary>
internal interface ITieredCpu
{
    /// <summary>Asks the CPU for a sample of its pc. Does nothing while it waits for an interrupt. False when it has
    /// not come to answer since it was asked last.</summary>
    bool RequestSample();

    /// <summary>Tells that the translation of code in a physical page has been finished. The CPU may be gone: a program's
    /// threads end while others work for them.</summary>
    void NotifyTranslated(ulong page);
}
