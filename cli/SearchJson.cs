using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Kale.V1;

namespace Kale.Cli;

/// <summary>An answer as JSON, whole numbers of payloads to the last digit.</summary>
internal static class SearchJson
{
    public static string Of(SearchResponse response)
    {
        var text = JsonFormatter.Default.Format(response);
        if (response.Hits.All(hit => hit.PayloadJson.Length == 0)) { return text; }
        var answer = JsonNode.Parse(text)!;
        foreach (var (hit, node) in response.Hits.Zip(answer["hits"]!.AsArray()))
        {
            if (hit.PayloadJson.Length == 0) { continue; }
            node!["payload"] = JsonNode.Parse(hit.PayloadJson);
            node.AsObject().Remove("payloadJson");
        }
        return answer.ToJsonString(JsonSerializerOptions.Web);
    }
}
