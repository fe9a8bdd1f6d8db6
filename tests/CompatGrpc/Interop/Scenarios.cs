using System.Text.Json.Nodes;

namespace Kale.CompatGrpc.Tests.Interop;

/// <summary>
/// What is tried between every client and every server, and what the client must have seen. Each client implements the
/// scenarios by name: <see cref="OwnClient"/>, peers/client.mjs, peers/client.py.
/// </summary>
internal static class Scenarios
{
    /// <summary>What percent-encoding is about: spaces, percent signs, a line break, up to four UTF-8 bytes.</summary>
    public const string Message = "100% naïve;\n世界 🌍 %41";

    private const string Abandoned = "\"serverSawIt\":true";

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
        ["server-cancels-server-streaming"] = """{"code":1,"message":"given up","replies":3}""",
        ["server-cancels-duplex"] = """{"code":1,"message":"given up","replies":2}""",

        ["metadata-text"] = """{"code":0,"initial":"one,two words; and more","trailing":"one,two words; and more"}""",
        ["metadata-on-error"] = """{"code":9,"initial":"one","trailing":"one"}""",
        ["error-details"] = ErrorDetails(),
        ["status-client-streaming"] = """{"code":3,"message":"after three"}""",
        ["status-server-streaming"] = """{"code":14,"message":"after three","replies":3}""",
        ["status-duplex"] = """{"code":10,"message":"after two","replies":2}""",
        ["unimplemented-method"] = """{"code":12}""",
        ["unimplemented-service"] = """{"code":12}""",

        ["gzip"] = """{"code":0,"encoding":"gzip","received":100000,"payload":100000}""",
        ["gzip-streaming"] = """{"code":0,"replies":4,"payload":400000}""",
        ["deflate"] = """{"code":0,"encoding":"deflate","received":100000,"payload":100000}""",
        ["large"] = """{"code":0,"received":16777216,"payload":16777216}""",
        ["limit-below"] = """{"code":0,"received":4194000,"payload":4194000}""",
        ["limit-request"] = """{"code":8,"message":"Received message exceeds the maximum configured message size."}""",
        ["limit-reply"] = """{"code":8,"message":"Received message exceeds the maximum configured message size."}""",
    };

    public static IEnumerable<string> Names =>
        [.. Expected.Keys, .. Enumerable.Range(0, 17).Select(StatusName), .. BinaryLengths.Select(BinaryName)];

    // 0 to 4 bytes take all paddings of base64; 256 are all bytes there are.
    private static int[] BinaryLengths => [0, 1, 2, 3, 4, 256];

    public static string ExpectedOf(string name) =>
        Expected.TryGetValue(name, out var outcome) ? outcome
        : name.StartsWith("status-", StringComparison.Ordinal) ? Status(int.Parse(name["status-".Length..]))
        : Binary(int.Parse(name["metadata-binary-".Length..]));

    private static string StatusName(int code) => $"status-{code:00}";

    private static string BinaryName(int length) => $"metadata-binary-{length}";

    private static string Status(int code) =>
        new JsonObject { ["code"] = code, ["message"] = code == 0 ? "" : Message }.ToJsonString();

    private static string Binary(int length)
    {
        var hex = Convert.ToHexStringLower([.. Enumerable.Range(0, length).Select(i => (byte)(255 - i))]);
        return new JsonObject { ["code"] = 0, ["initial"] = hex, ["trailing"] = hex }.ToJsonString();
    }

    private static string ErrorDetails() => new JsonObject
    {
        ["code"] = 9,
        ["message"] = Message,
        ["statusCode"] = 9,
        ["statusMessage"] = Message,
        ["types"] = new JsonArray("google.rpc.BadRequest", "google.rpc.RetryInfo"),
        ["field"] = "text",
        ["description"] = "zu groß",
        ["retryNanos"] = 500_000_000,
        ["retrySeconds"] = 1,
    }.ToJsonString();
}
