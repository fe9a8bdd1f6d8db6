using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// Log levels where nothing else is configured: what the suite says, not a line of the framework's for every call.
/// </summary>
internal static class QuietLogs
{
    private static readonly Dictionary<string, string?> s_levels = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Grpc"] = "Warning",
        // Its errors are what a caller sent and what FailureTranslator has told already.
        ["Logging:LogLevel:Grpc.AspNetCore.Server.ServerCallHandler"] = "Critical",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
        // A failed start is reported once, by ServiceHost; a service that dies later is reported as critical.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
    };

    /// <summary>First of all sources, so that every other decides over it.</summary>
    public static void Apply(ConfigurationManager configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = s_levels });
}
