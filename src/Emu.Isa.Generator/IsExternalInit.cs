namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler use <c>init</c> and records on netstandard2.0, which generators must target.</summary>
internal static class IsExternalInit;
