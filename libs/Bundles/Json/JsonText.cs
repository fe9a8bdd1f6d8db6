using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// JSON as the other tools of the field write it: two spaces, no escaped letters, a newline at the end.
/// </summary>
internal static class JsonText
{
    public static JsonSerializerOptions Indented { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
    };

    public static string Write(JsonNode node) => node.ToJsonString(Indented) + "\n";
}
