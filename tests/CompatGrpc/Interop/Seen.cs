using System.Text.Json.Nodes;
using Grpc.Core;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Interop;

/// <summary>A call of our client at its end.</summary>
internal sealed record Seen(Status Status, List<Reply> Replies, Metadata Initial, Metadata Trailing)
{
    public Reply Reply => Replies[0];

    public JsonObject Code => new() { ["code"] = (int)Status.StatusCode };

    public JsonObject Bad => With(Code, ("message", Status.Detail));

    public JsonObject BadStream => With(Bad, ("replies", Replies.Count));

    public JsonObject Sizes => With(Code, ("received", Reply.Received), ("payload", Reply.Payload.Length));

    public JsonObject Counted => With(Code, ("count", Reply.Count), ("received", Reply.Received));

    public JsonObject Texts =>
        With(Code, ("texts", new JsonArray([.. Replies.Select(reply => JsonValue.Create(reply.Text))])));

    public JsonObject Ordered => With(
        Code,
        ("replies", Replies.Count),
        ("ordered", Replies.Select(reply => reply.Count).SequenceEqual(Enumerable.Range(0, Replies.Count))));

    public JsonObject Echoed(string key) =>
        With(Code, ("initial", Text(Initial, key)), ("trailing", Text(Trailing, key)));

    public static JsonObject With(JsonObject json, params (string Name, JsonNode Value)[] members)
    {
        foreach (var (name, value) in members)
        {
            json[name] = value;
        }

        return json;
    }

    // On their way the values of a repeated key may have been joined, with or without a space.
    private static string Text(Metadata metadata, string key) => string.Join(',', metadata.GetAll(key).Select(
        entry => entry.IsBinary ? Convert.ToHexStringLower(entry.ValueBytes) : entry.Value)).Replace(", ", ",");
}
