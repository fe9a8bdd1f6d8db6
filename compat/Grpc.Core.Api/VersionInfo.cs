namespace Grpc.Core;

/// <summary>The version of the API that this assembly offers.</summary>
public static class VersionInfo
{
    /// <summary>The assembly version, the same for all of 2.x.</summary>
    public const string CurrentAssemblyVersion = "2.0.0.0";

    /// <summary>The file version.</summary>
    public const string CurrentAssemblyFileVersion = "2.66.0.0";

    /// <summary>The version in full.</summary>
    public const string CurrentVersion = "2.66.0-dev";
}
