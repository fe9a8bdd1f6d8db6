using System.Text.Json;
using System.Text.Unicode;
using Kale.Corpora.Sources;

namespace Kale.Corpora.Json;

/// <summary>A JSON value a line; every complaint names file and line.</summary>
public static class JsonLines
{
    // Of two values under one name nobody knows which was meant.
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>The lines; each is valid until the next is asked for.</summary>
    /// <exception cref="CorpusException">A line is no JSON.</exception>
    public static IEnumerable<JsonLine> Read(TextSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var (number, bytes) in source.Lines())
        {
            using var document = Parse($"{source.Name}:{number}", bytes);
            yield return new JsonLine(source.Name, number, document.RootElement);
        }
    }

    internal static JsonDocument Parse(string place, ReadOnlyMemory<byte> line)
    {
        if (!Utf8.IsValid(line.Span))
            throw new CorpusException(place, "the line is not UTF-8");
        try
        {
            return JsonDocument.Parse(line, s_strict);
        }
        catch (JsonException e)
        {
            throw new CorpusException(place, $"not JSON ({e.Message.Split(" LineNumber")[0].TrimEnd('.')})", e);
        }
        catch (InvalidOperationException e)
        {
            // Names are compared, and one of them is half of a character.
            throw new CorpusException(place, $"the name of a field {JsonLine.NotUnicode}", e);
        }
    }
}
