using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>post_processor of tokenizer.json → what stands around one text and around two.</summary>
internal sealed class FrameReader(Vocabulary vocabulary)
{
    private static readonly TokenFrame s_bare = new([], [], [], null);

    public (TokenFrame Single, TokenFrame Pair) Read(JsonFile file)
    {
        var steps = file.Has("post_processor")
            ? Steps(JsonFile.Of($"{file.Path} (post_processor)", file.Root["post_processor"])).ToList()
            : [];
        return steps switch
        {
            [] => (s_bare, s_bare with { SecondType = 0 }),
            [var (type, step)] => Frames(type, step),
            _ => throw SettingTable.Refused(
                file, "post_processor", file.Root["post_processor"], "one frame around texts is read, not several"),
        };
    }

    // ByteLevel moves offsets and no ids.
    private static IEnumerable<(string Type, JsonFile Step)> Steps(JsonFile component)
    {
        var (type, step) =
            PipelineSettings.Known(component, component.Get<string>("type"), PipelineSettings.PostProcessors);
        return type switch
        {
            "Sequence" => step.Get<JsonArray>("processors")
                .SelectMany(part => Steps(JsonFile.Of(component.Path, part))),
            "ByteLevel" => [],
            _ => [(type, step)],
        };
    }

    private (TokenFrame Single, TokenFrame Pair) Frames(string type, JsonFile step)
    {
        if (type == "TemplateProcessing")
        {
            return (Template(step, "single", ["A"]), Template(step, "pair", ["A", "B"]));
        }

        var (first, separator) = (Framing(step, "cls"), Framing(step, "sep"));
        return (
            new TokenFrame([first], [], [separator], null),
            type == "BertProcessing"
                ? new TokenFrame([first], [separator], [separator], SecondType: 1)
                : new TokenFrame([first], [separator, separator], [separator], null));
    }

    private int Framing(JsonFile step, string key) =>
        step.Get<JsonArray>(key) is [{ } token, JsonValue id] && vocabulary.TryGetId($"{token}", out var own)
            && id.TryGetValue<int>(out var said) && said == own
            ? own
            : throw SettingTable.Refused(step, key, step.Root[key], "it must be a token of the vocabulary with its id");

    private TokenFrame Template(JsonFile step, string key, string[] texts)
    {
        var ids = new List<int>[] { [], [], [] };
        var (seen, types) = (0, new List<int>());
        foreach (var (sequence, special, type) in step.Get<JsonArray>(key).Select(part => Piece(step, key, part)))
        {
            if (sequence is not null && (seen == texts.Length || texts[seen++] != sequence))
            {
                throw Refused(step, key, texts);
            }

            var added = sequence is null ? IdsOf(step, special!) : [];
            ids[seen == texts.Length ? 2 : seen].AddRange(added);
            types.AddRange(sequence is null ? added.Select(_ => type) : [type]);
        }

        return seen == texts.Length && TrySecondType(types, ids, out var second)
            ? new TokenFrame(ids[0], ids[1], ids[2], second)
            : throw Refused(step, key, texts);
    }

    // Types by part: those before, the first text, those between, the second text, those after.
    private static bool TrySecondType(List<int> types, List<int>[] ids, out int? second)
    {
        var rest = types[(ids[0].Count + 1)..];
        var zeros = rest.TakeWhile(type => type == 0).Count();
        second = zeros == rest.Count ? null : zeros;
        return types[..(ids[0].Count + 1)].All(type => type == 0)
            && (second is null || (zeros <= ids[1].Count && rest.Count > ids[2].Count
                && rest[zeros..].All(type => type == 1)));
    }

    private static BundleException Refused(JsonFile step, string key, string[] texts) => SettingTable.Refused(
        step, key, step.Root[key], $"a template has {string.Join(" and ", texts)} once each, in this order; token "
            + "types are 0, and may be 1 from behind the first text on");

    private static (string? Sequence, string? Special, int Type) Piece(JsonFile step, string key, JsonNode? part)
    {
        var named = JsonFile.Of($"{step.Path} {key}", part);
        var (kind, of) = (named.Root.Select(entry => entry.Key).FirstOrDefault(), named);
        if (named.Root.Count == 1 && kind is "Sequence" or "SpecialToken")
        {
            of = named.Part(kind);
            var (id, type) = (of.Get<string>("id"), of.Get<int>("type_id"));
            return kind == "Sequence" ? (id, null, type) : (null, id, type);
        }

        throw SettingTable.Refused(step, key, step.Root[key], "its parts are Sequence and SpecialToken");
    }

    private int[] IdsOf(JsonFile step, string token)
    {
        var ids = JsonFile.Of($"{step.Path} special_tokens", step.Root["special_tokens"]).Part(token).IntList("ids");
        var beyond = ids.FirstOrDefault(id => id >= vocabulary.Count, -1);
        if (beyond >= 0)
        {
            throw SettingTable.Refused(
                step, "special_tokens", beyond, $"'{token}' has this id, and the vocabulary ends at "
                    + $"{vocabulary.Count - 1}; use the encoder's own tokenizer");
        }

        return ids is [var id1] && vocabulary.TryGetId(token, out var own) && own != id1
            ? throw SettingTable.Refused(
                step, "special_tokens", id1, $"'{token}' has the id {own} in the vocabulary; make the two agree")
            : ids;
    }
}
