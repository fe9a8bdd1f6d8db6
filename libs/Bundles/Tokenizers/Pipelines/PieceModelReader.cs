using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>model of tokenizer.json.</summary>
internal static class PieceModelReader
{
    // Words of a vocabulary are compared with text at every place: their length bounds the time that a text takes.
    private const int MaxPieceLength = 1024;

    public static (PieceModel Model, IReadOnlyList<string> Pieces) Read(JsonFile file)
    {
        var component = JsonFile.Of($"{file.Path} (model)", file.Root["model"]);
        var (type, model) = PipelineSettings.Known(component, TypeOf(component), PipelineSettings.Models);
        return type switch
        {
            "WordPiece" => WordPiece(model),
            "Unigram" => Unigram(model),
            _ => Bpe(model),
        };
    }

    // Files of the first versions do not say it.
    private static string TypeOf(JsonFile model) =>
        model.Get("type", "") is { Length: > 0 } said ? said
        : model.Has("merges") ? "BPE"
        : model.Root["vocab"] is JsonArray ? "Unigram"
        : "WordPiece";

    private static (PieceModel Model, IReadOnlyList<string> Pieces) WordPiece(JsonFile model)
    {
        var pieces = new Vocabulary(ById(model));
        return (new WordPieceModel(
            pieces,
            IdOf(model, "unk_token", model.Get("unk_token", "[UNK]"), pieces),
            model.Get("continuing_subword_prefix", "##"),
            model.Get("max_input_chars_per_word", 100)), pieces.Tokens);
    }

    private static (PieceModel Model, IReadOnlyList<string> Pieces) Unigram(JsonFile model)
    {
        var list = model.Get<JsonArray>("vocab");
        var (pieces, scores) = (new string[list.Count], new double[list.Count]);
        foreach (var (id, entry) in list.Index())
        {
            if (entry is not JsonArray { Count: 2 } pair || !SettingValues.TryText(pair[0], out pieces[id])
                || pair[1] is not JsonValue score || !score.TryGetValue(out scores[id])
                || !double.IsFinite(scores[id]))
            {
                throw new BundleException(
                    BundleError.Corrupt, $"{model.Path}: vocab {id} is {SettingTable.ValueOf(entry)}; a piece and its "
                        + "score are expected.");
            }

            RequirePiece(model, pieces[id]);
        }

        var unknown = model.Has("unk_id") ? model.Get<int>("unk_id") : -1;
        if ((uint)unknown >= pieces.Length)
        {
            throw SettingTable.Refused(
                model, "unk_id", model.Root["unk_id"], $"it must be one of the {pieces.Length} ids of vocab");
        }

        var vocabulary = Located.At(model.Path, () => new Vocabulary(pieces));
        return (new UnigramModel(vocabulary, scores, unknown, model.Get("byte_fallback", false)), pieces);
    }

    private static (PieceModel Model, IReadOnlyList<string> Pieces) Bpe(JsonFile model)
    {
        var pieces = ById(model);
        var ids = pieces.Index().ToDictionary(piece => piece.Item, piece => piece.Index, StringComparer.Ordinal);
        var prefix = model.Get("continuing_subword_prefix", "");
        var unknown = model.Get("unk_token", "");
        return (new BpeModel(
            ids,
            [.. model.Get<JsonArray>("merges").Select(merge => Merge(model, merge, ids, prefix))],
            unknown.Length == 0 ? null
                : ids.TryGetValue(unknown, out var id) ? id
                : throw NotThere(model, "unk_token", unknown),
            prefix,
            model.Get("end_of_word_suffix", ""),
            model.Get("fuse_unk", false),
            model.Get("byte_fallback", false),
            model.Get("ignore_merges", false)), pieces);
    }

    // "a b" until tokenizers 0.20, ["a", "b"] since.
    private static (int First, int Second, int Into) Merge(
        JsonFile model, JsonNode? merge, Dictionary<string, int> ids, string prefix)
    {
        var parts = merge switch
        {
            JsonArray { Count: 2 } pair => [.. pair.Select(part => $"{part}")],
            JsonValue line => $"{line}".Split(' '),
            _ => [],
        };
        return parts is [var first, var second]
            && ids.TryGetValue(first, out var a) && ids.TryGetValue(second, out var b)
            && second.Length >= prefix.Length && ids.TryGetValue(first + second[prefix.Length..], out var whole)
            ? (a, b, whole)
            : throw new BundleException(
                BundleError.Corrupt, $"{model.Path}: merges has {SettingTable.ValueOf(merge)}; two pieces of vocab "
                    + "are expected whose union is one too.");
    }

    private static string[] ById(JsonFile model)
    {
        var vocab = model.Get<JsonObject>("vocab");
        var pieces = new string[vocab.Count];
        foreach (var (piece, node) in vocab)
        {
            RequirePiece(model, piece);
            if (node is not JsonValue value || !value.TryGetValue<int>(out var id) || (uint)id >= pieces.Length
                || pieces[id] is not null)
            {
                throw new BundleException(
                    BundleError.Corrupt, $"{model.Path}: token '{piece}' has id {node?.ToJsonString()}; the "
                        + $"{pieces.Length} ids must be 0 to {pieces.Length - 1}, each once.");
            }

            pieces[id] = piece;
        }

        return pieces;
    }

    private static void RequirePiece(JsonFile model, string piece)
    {
        WellFormed.Checked(model, "vocab", piece);
        if (piece.Length is 0 or > MaxPieceLength)
        {
            throw new BundleException(
                BundleError.Unsupported, $"{model.Path}: vocab has a piece of {piece.Length} characters; 1 to "
                    + $"{MaxPieceLength} are read.");
        }
    }

    private static int IdOf(JsonFile model, string key, string token, Vocabulary pieces) =>
        pieces.TryGetId(token, out var id) ? id : throw NotThere(model, key, token);

    private static BundleException NotThere(JsonFile model, string key, string token) =>
        SettingTable.Refused(model, key, token, "it must be a token of vocab");
}
