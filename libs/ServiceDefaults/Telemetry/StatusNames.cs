using Grpc.Core;
using Kale.ServiceDefaults.Errors;

namespace Kale.ServiceDefaults.Telemetry;

/// <summary>Status codes as the gRPC specification writes them: DEADLINE_EXCEEDED.</summary>
internal static class StatusNames
{
    private static readonly Dictionary<StatusCode, string> s_names =
        Enum.GetValues<StatusCode>()
            .ToDictionary(code => code, code => code == StatusCode.OK ? "OK" : Reasons.From(code));

    public static string Of(StatusCode code) => s_names.GetValueOrDefault(code, "UNKNOWN");
}
