using System.Text.Json.Nodes;

namespace Kale.ServiceDefaults.Tests.Wire;

/// <summary>
/// What foreign clients do with a host of ours, and what they must have seen. Each implements the scenarios by name:
/// peers/client.mjs, peers/client.py.
/// </summary>
internal static class Scenarios
{
    /// <summary>What percent-encoding is about: spaces, percent signs, a line break, up to four UTF-8 bytes.</summary>
    public const string Message = "100% naïve;\n世界 🌍 %41";

    private const string Abandoned = "\"serverSawIt\":true";
    private const string Malformed = """{"code":3,"reason":"MALFORMED_MESSAGE"}""";

    private static readonly string[] s_reasons =
    [
        "", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    public static IReadOnlyDictionary<string, string> Expected { get; } = new Dictionary<string, string>
    {
        ["unary"] = """{"code":0,"text":"Grüße, 世界 🌍","received":1000,"payload":2000}""",
        ["unary-empty"] = """{"code":0,"text":"","received":0,"payload":0}""",
        ["client-streaming"] = """{"code":0,"count":100,"received":4950}""",
        ["client-streaming-empty"] = """{"code":0,"count":0,"received":0}""",
        ["server-streaming"] = """{"code":0,"replies":100,"ordered":true}""",
        ["server-streaming-empty"] = """{"code":0,"replies":0,"ordered":true}""",
        ["duplex-ping-pong"] = """{"code":0,"texts":["0","1","2","3","4","5","6","7","8","9"]}""",
        ["duplex-half-close"] = """{"code":0,"texts":["a","a","b","b","c","c"]}""",
        ["duplex-empty"] = """{"code":0,"texts":[]}""",
        ["concurrent"] = """{"codes":[0],"texts":64}""",

        ["deadline-reaches-server"] = """{"code":0,"within":true}""",
        ["deadline-absent"] = """{"code":0,"remaining":-1}""",
        ["deadline-unary"] = $$"""{"code":4,{{Abandoned}}}""",
        ["deadline-server-streaming"] = $$"""{"code":4,"replies":3,{{Abandoned}}}""",
        ["cancel-unary"] = $$"""{"code":1,{{Abandoned}}}""",
        ["cancel-client-streaming"] = $$"""{"code":1,{{Abandoned}}}""",
        ["cancel-server-streaming"] = $$"""{"code":1,"replies":3,{{Abandoned}}}""",
        ["cancel-duplex"] = $$"""{"code":1,"replies":2,{{Abandoned}}}""",

        ["metadata-on-success"] = """{"code":0,"initial":"one,two words","trailing":"one,two words"}""",
        ["metadata-on-error"] = """{"code":9,"initial":"one","trailing":"one"}""",
        ["error-details"] = ErrorDetails(),
        ["status-client-streaming"] = """{"code":3,"message":"after three","reason":"INVALID_ARGUMENT"}""",
        ["status-server-streaming"] = """{"code":14,"message":"after three","reason":"UNAVAILABLE"}""",
        ["status-duplex"] = """{"code":10,"message":"after two","reason":"ABORTED","replies":2}""",
        ["unimplemented-method"] = """{"code":12,"reason":"UNIMPLEMENTED"}""",
        ["unimplemented-service"] = """{"code":12,"reason":"UNIMPLEMENTED"}""",
        ["unreadable-unary"] = Malformed,
        ["unreadable-client-streaming"] = Malformed,
        ["unreadable-server-streaming"] = Malformed,
        ["unreadable-duplex"] = Malformed,

        ["gzip"] = """{"code":0,"encoding":"gzip","received":100000,"payload":100000}""",
        ["gzip-streaming"] = """{"code":0,"replies":4,"payload":400000}""",
        ["limit-below"] = """{"code":0,"received":4194000,"payload":4194000}""",
        ["limit-unary"] = """{"code":8,"reason":"MESSAGE_TOO_LARGE"}""",
        ["limit-client-streaming"] = """{"code":8,"reason":"MESSAGE_TOO_LARGE"}""",
        ["limit-raised"] = """{"code":0,"received":33554432,"payload":33554432}""",
    }.Concat(Enumerable.Range(0, s_reasons.Length).Select(Status)).ToDictionary();

    private static KeyValuePair<string, string> Status(int code) => new($"status-{code:00}", new JsonObject
    {
        ["code"] = code,
        ["message"] = code == 0 ? "" : Message,
        ["reason"] = s_reasons[code],
    }.ToJsonString());

    private static string ErrorDetails() => new JsonObject
    {
        ["code"] = 9,
        ["message"] = Message,
        ["reason"] = "SPACE_MISMATCH",
        ["statusCode"] = 9,
        ["statusMessage"] = Message,
        ["types"] = new JsonArray("google.rpc.ErrorInfo", "google.rpc.RetryInfo", "google.rpc.BadRequest"),
        ["field"] = "text",
        ["description"] = "zu groß",
        ["retryNanos"] = 500_000_000,
        ["retrySeconds"] = 1,
    }.ToJsonString();
}
