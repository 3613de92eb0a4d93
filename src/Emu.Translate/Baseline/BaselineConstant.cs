namespace Emu.Translate.Baseline;

/// <summary>What is known about a guest register.</summary>
/// <param name="IsKnown">Something is.</param>
/// <param name="Kind"><see cref="NodeKind.Constant"/> or <see cref="NodeKind.PageAddress"/>.</param>
/// <param name="Value">The number, or the offset from the page's start.</param>
internal readonly record struct BaselineConstant(bool IsKnown, NodeKind Kind, long Value);
