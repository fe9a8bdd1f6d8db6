using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// What becomes of the settings of one file. A setting without a row is judged by one rule: it may change ids or
/// vectors, so it is refused, unless its value (null, false, "", [] or {}) switches nothing on.
/// </summary>
internal sealed class SettingTable
{
    private const int MostShown = 80;

    private static readonly JsonSerializerOptions s_asWritten =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, Setting> _rows;

    /// <param name="file">The file of the settings, as documentation names it.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="othersAreJudged">False for a table beside another one of the same file.</param>
    public SettingTable(string file, IEnumerable<Setting> rows, bool othersAreJudged = true)
    {
        (File, OthersAreJudged) = (file, othersAreJudged);
        _rows = rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
    }

    public string File { get; }

    public bool OthersAreJudged { get; }

    public IReadOnlyCollection<Setting> Rows => _rows.Values;

    /// <exception cref="BundleException">A setting is refused; the message names file, setting and value.</exception>
    public void Check(JsonFile file)
    {
        foreach (var (name, value) in file.Root)
        {
            if (_rows.TryGetValue(name, out var row))
            {
                if (!row.Allows(value)) { throw Refused(file, name, value, row.Needed); }
            }
            else if (OthersAreJudged && !SettingValues.Off(value))
            {
                throw Refused(
                    file, name, value,
                    "the setting is not known here and may change ids or vectors; remove it if it changes none, "
                        + "else use an encoder without it");
            }
        }
    }

    public static BundleException Refused(JsonFile file, string name, JsonNode? value, string needed) => new(
        BundleError.Unsupported, $"{file.Path}: {Shown(name)} {ValueOf(value)} is not supported; {needed}.");

    /// <summary>A value for people: short, and without control characters.</summary>
    public static string ValueOf(JsonNode? value)
    {
        var json = value is null ? "null" : value.ToJsonString(s_asWritten);
        var text = value is JsonValue && json.StartsWith('"') ? $"'{json[1..^1]}'" : json;
        return text.Length <= MostShown ? text : text[..MostShown] + "…";
    }

    private static string Shown(string name) => JsonSerializer.Serialize(name, s_asWritten)[1..^1];
}
