using System.Text.Encodings.Web;
using System.Text.Json;

namespace Kale.Bundles;

/// <summary>How kale.json and probes.json are spelt: snake_case keys, two spaces, nothing null.</summary>
internal static class ManifestJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static T Read<T>(string path, ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, Options)
                ?? throw new BundleException(BundleError.Corrupt, $"{path}: a JSON object is expected.");
        }
        catch (JsonException e)
        {
            throw new BundleException(BundleError.Corrupt, $"{path}: {e.Message}", e);
        }
    }
}
