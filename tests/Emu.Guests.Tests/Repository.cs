using System.Reflection;

namespace Emu.Guests.Tests;

/// <summary>Where the sources lie.</summary>
internal static class Repository
{
    /// <summary>The root folder.</summary>
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;
}
