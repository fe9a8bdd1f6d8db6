using System.Text.Json.Nodes;

namespace Kale.CompatGrpc.Tests.Interop;

/// <summary>What a client has seen, as JSON whose members are in order so that texts can be compared.</summary>
internal static class Outcome
{
    public static void AssertEqual(string expected, string actual) => Assert.Equal(Sorted(expected), Sorted(actual));

    private static string Sorted(string json)
    {
        var members = JsonNode.Parse(json)!.AsObject().OrderBy(member => member.Key, StringComparer.Ordinal);
        return new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))
            .ToJsonString();
    }
}
