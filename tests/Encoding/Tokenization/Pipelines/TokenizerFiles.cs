using System.Text.Json.Nodes;
using Kale.Encoding.Tokenization.Pipelines;

namespace Kale.Encoding.Tests.Tokenization.Pipelines;

/// <summary>tokenizer.json files of every kind, as the converters of published models lay them out.</summary>
internal static class TokenizerFiles
{
    private const string Sign = "▁";

    private static readonly Lazy<string[]> s_pieces = new(() =>
    [
        "<s>", "<pad>", "</s>", "<unk>", Sign,
        .. Npm.MiniLm.Vocabulary.Tokens.Where(token => !token.StartsWith('[') || token.Length == 1)
            .Select(token => token.StartsWith("##", StringComparison.Ordinal) ? token[2..] : Sign + token)
            .Append("👩‍🚀").Append("é").Append("<0x41>").Where(piece => piece.Length > 0).Distinct(),
    ]);

    private static readonly Lazy<(string[] Pieces, string[][] Merges)> s_bytes = new(() => Trained(
        [.. VisibleBytes.All.ToArray().Select(c => $"{c}")],
        Words().Select(word => VisibleBytes.Of(" " + word))));

    private static readonly Lazy<(string[] Pieces, string[][] Merges)> s_characters = new(() => Trained(
        [
            "<pad>", "<eos>", "<bos>", "<unk>", .. Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>"), Sign,
            .. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:;-()0123456789".Select(c => $"{c}"), "ß", "東",
        ],
        Words().Select(word => Sign + word)));

    public static Dictionary<string, Func<JsonObject>> All { get; } = new()
    {
        ["xlm-roberta, words"] = () => XlmRoberta(
            Precompiled(),
            Sequence("pretokenizers", Type("WhitespaceSplit"), Metaspace("""{"add_prefix_space":true}"""))),
        ["xlm-roberta, blanks"] = () => XlmRoberta(
            Sequence("normalizers", Precompiled(), Blanks(" ")), Metaspace("""{"add_prefix_space":true}""")),
        ["xlm-roberta, stripped"] = () => XlmRoberta(
            Sequence("normalizers", Precompiled(), Parse("""{"type":"Strip","strip_left":false,"strip_right":true}"""),
                Blanks(Sign)),
            Metaspace("""{"prepend_scheme":"always","split":true}""")),
        ["xlm-roberta, not split"] = () => XlmRoberta(null, Metaspace("""{"prepend_scheme":"first","split":false}""")),
        ["unigram with bytes"] = () => XlmRoberta(
            Type("NFKC"), Metaspace("""{"prepend_scheme":"never"}"""), byteFallback: true),
        ["albert"] = () => XlmRoberta(
            Sequence("normalizers", Replace("``", "\""), Replace("''", "\""), Type("NFKD"),
                Type("Lowercase"), Blanks(" ")),
            Metaspace("{}")),
        ["deberta"] = () => XlmRoberta(
            Sequence("normalizers", Parse("""{"type":"Strip","strip_left":true,"strip_right":true}"""), Blanks(" ")),
            Sequence("pretokenizers", Parse("""{"type":"Punctuation","behavior":"Contiguous"}"""),
                Parse("""{"type":"Digits","individual_digits":true}"""), Metaspace("{}"))),
        ["roberta"] = () => Roberta(Parse("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true}""")),
        ["roberta, blank first"] = () => Roberta(
            Parse("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true}""")),
        ["modernbert"] = () => Roberta(
            Parse("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}"""),
            Type("NFC"),
            [("   ", false), ("  ", false)]),
        ["qwen3"] = () => Roberta(Gpt4(@"\p{N}"), Type("NFC")),
        ["llama3"] = () => Roberta(Gpt4(@"\p{N}{1,3}"), Type("NFD")),
        ["gemma"] = Gemma,
        ["words"] = () => Words(Type("Whitespace")),
        ["words, digits"] = () => Words(
            Sequence(
                "pretokenizers", Type("BertPreTokenizer"), Parse("""{"type":"Digits","individual_digits":false}"""))),
        ["bert without its frame"] = () => Words(
            Type("BertPreTokenizer"),
            Parse("""
                {"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
                 "strip_accents":null,"lowercase":true}
                """)),
    };

    private static JsonObject XlmRoberta(JsonNode? normalizer, JsonNode preTokenizer, bool byteFallback = false)
    {
        var pieces = s_pieces.Value.Append("<mask>").ToArray();
        var scores = pieces.Select((piece, i) => Math.Round(i < 4 ? 0 : -Math.Log(i) - (i % 7 * 0.37), 4));
        var mask = Token(pieces.Length - 1, "<mask>");
        (mask["lstrip"], mask["normalized"]) = (true, false);
        var tokens = Added((0, "<s>"), (1, "<pad>"), (2, "</s>"), (3, "<unk>"));
        tokens.Add(mask);
        return File(
            normalizer,
            preTokenizer,
            new JsonObject
            {
                ["type"] = "Unigram",
                ["unk_id"] = 3,
                ["vocab"] = new JsonArray([.. pieces.Zip(scores, (piece, score) => new JsonArray(piece, score))]),
                ["byte_fallback"] = byteFallback,
            },
            Frame("<s>", "</s>", 0, 2),
            tokens);
    }

    private static JsonObject Roberta(
        JsonNode preTokenizer, JsonNode? normalizer = null, (string Content, bool Word)[]? further = null)
    {
        var (learnt, merges) = s_bytes.Value;
        string[] pieces = ["<s>", "<pad>", "</s>", "<unk>", .. learnt];
        var tokens = Added((0, "<s>"), (1, "<pad>"), (2, "</s>"), (3, "<unk>"));
        (string, bool)[] added = [("<mask>", false), ("straße", true), .. further ?? []];
        foreach (var (i, (content, word)) in added.Index())
        {
            var token = Token(pieces.Length + i, content);
            (token["special"], token["normalized"]) = (false, content != "<mask>");
            (token["single_word"], token["lstrip"], token["rstrip"]) = (word, content == "<mask>", word);
            tokens.Add(token);
        }

        return File(
            normalizer,
            preTokenizer,
            new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = "",
                ["end_of_word_suffix"] = "",
                ["fuse_unk"] = false,
                ["vocab"] = Ids(pieces),
                ["merges"] = new JsonArray([.. merges.Select(merge => JsonValue.Create($"{merge[0]} {merge[1]}"))]),
            },
            Parse("""
                {"type":"RobertaProcessing","cls":["<s>",0],"sep":["</s>",2],"trim_offsets":true,
                 "add_prefix_space":false}
                """),
            tokens);
    }

    private static JsonObject Gemma()
    {
        var (pieces, merges) = s_characters.Value;
        return File(
            Replace(" ", Sign),
            Parse("""{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false}"""),
            new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = "<unk>",
                ["fuse_unk"] = true,
                ["byte_fallback"] = true,
                ["vocab"] = Ids(pieces),
                ["merges"] = new JsonArray([.. merges.Select(merge => new JsonArray(merge[0], merge[1]))]),
            },
            Frame("<bos>", "<eos>", 2, 1),
            Added((0, "<pad>"), (1, "<eos>"), (2, "<bos>"), (3, "<unk>")));
    }

    private static JsonObject Words(JsonNode preTokenizer, JsonNode? normalizer = null) => File(
        normalizer,
        preTokenizer,
        new JsonObject
        {
            ["type"] = "WordPiece",
            ["unk_token"] = "[UNK]",
            ["continuing_subword_prefix"] = "##",
            ["max_input_chars_per_word"] = 100,
            ["vocab"] = Ids([.. Npm.MiniLm.Vocabulary.Tokens]),
        },
        null,
        Added((101, "[CLS]"), (102, "[SEP]")));

    private static JsonObject File(
        JsonNode? normalizer, JsonNode? preTokenizer, JsonNode model, JsonNode? frame, JsonArray tokens) => new()
        {
            ["version"] = "1.0",
            ["truncation"] = Parse("""{"direction":"Right","max_length":8,"strategy":"LongestFirst","stride":0}"""),
            ["padding"] = Parse(
                """{"strategy":{"Fixed":8},"direction":"Right","pad_id":1,"pad_type_id":0,"pad_token":"<pad>"}"""),
            ["added_tokens"] = tokens,
            ["normalizer"] = normalizer,
            ["pre_tokenizer"] = preTokenizer,
            ["post_processor"] = frame,
            ["decoder"] = null,
            ["model"] = model,
        };

    private static JsonObject Precompiled()
    {
        var fullWidth = Enumerable.Range(0xFF01, 94).Select(c => ($"{(char)c}", $"{(char)(c - 0xFEE0)}"));
        (string, string)[] others =
        [
            ("ﬁ", "fi"), ("\u00A0", " "), ("\u3000", " "), ("\t", " "), ("\n", " "), ("\u200B", ""), ("\u0001", ""),
            ("a\u0301", "á"), ("e\u0301", "é"), ("①", "1"),
            ("㍿", "株式会社"), ("ｶ", "カ"), ("ｶ\uFF9E", "ガ"),
            ("A\u030A", "Å"),
            ("\r", " "), ("Å", "Å"), ("²", "2"), ("\u0300", "\u0300"), ("o", "o"), ("x\u0308\u0304", "?"),
        ];
        return new JsonObject
        {
            ["type"] = "Precompiled",
            ["precompiled_charsmap"] = Convert.ToBase64String(DoubleArray.Write(fullWidth.Concat(others))),
        };
    }

    private static JsonObject Gpt4(string digits) => Sequence(
        "pretokenizers",
        new JsonObject
        {
            ["type"] = "Split",
            ["pattern"] = new JsonObject
            {
                ["Regex"] = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|" + digits
                    + @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
            },
            ["behavior"] = "Isolated",
            ["invert"] = false,
        },
        Parse("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":false,"use_regex":false}"""));

    private static JsonObject Frame(string first, string last, int firstId, int lastId) => new JsonObject
    {
        ["type"] = "TemplateProcessing",
        ["single"] = new JsonArray(Special(first), Text("A"), Special(last)),
        ["pair"] = new JsonArray(
            Special(first), Text("A"), Special(last), Special(last), Text("B"), Special(last)),
        ["special_tokens"] = new JsonObject { [first] = Ids(first, firstId), [last] = Ids(last, lastId) },
    };

    private static JsonObject Special(string id) =>
        new JsonObject { ["SpecialToken"] = new JsonObject { ["id"] = id, ["type_id"] = 0 } };

    private static JsonObject Text(string id) =>
        new JsonObject { ["Sequence"] = new JsonObject { ["id"] = id, ["type_id"] = 0 } };

    private static JsonObject Ids(string token, int id) => new JsonObject
    {
        ["id"] = token,
        ["ids"] = new JsonArray(id),
        ["tokens"] = new JsonArray(token),
    };

    private static JsonObject Ids(string[] pieces) =>
        new(pieces.Index().Select(piece => KeyValuePair.Create(piece.Item, (JsonNode?)JsonValue.Create(piece.Index))));

    private static JsonArray Added(params (int Id, string Content)[] tokens) =>
        new([.. tokens.Select(token => Token(token.Id, token.Content))]);

    private static JsonObject Token(int id, string content) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static JsonObject Replace(string from, string into) => new JsonObject
    {
        ["type"] = "Replace",
        ["pattern"] = new JsonObject { ["String"] = from },
        ["content"] = into,
    };

    private static JsonObject Blanks(string into) => new JsonObject
    {
        ["type"] = "Replace",
        ["pattern"] = new JsonObject { ["Regex"] = " {2,}" },
        ["content"] = into,
    };

    private static JsonObject Metaspace(string settings)
    {
        var step = Parse(settings).AsObject();
        (step["type"], step["replacement"]) = ("Metaspace", Sign);
        return step;
    }

    private static JsonObject Sequence(string key, params JsonNode[] steps) =>
        new JsonObject { ["type"] = "Sequence", [key] = new JsonArray(steps) };

    private static JsonObject Type(string type) => new JsonObject { ["type"] = type };

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;

    private static IEnumerable<string> Words() =>
        Npm.WebGuidance().Passages.Take(60).SelectMany(text =>
            text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The merges that a training finds: always the two most often side by side.</summary>
    private static (string[] Pieces, string[][] Merges) Trained(List<string> pieces, IEnumerable<string> words)
    {
        var (known, merges) = (pieces.ToHashSet(), new List<string[]>());
        var texts = words.GroupBy(word => word)
            .Select(same => (Symbols: same.Key.Select(c => $"{c}").ToList(), Count: same.Count())).ToList();
        while (merges.Count < 400)
        {
            var best = texts.SelectMany(text =>
                    text.Symbols.Zip(text.Symbols.Skip(1)).Select(pair => (pair, text.Count)))
                .Where(pair => known.Contains(pair.pair.First) && known.Contains(pair.pair.Second))
                .GroupBy(pair => pair.pair).MaxBy(same => same.Sum(pair => pair.Count))!.Key;
            merges.Add([best.First, best.Second]);
            if (known.Add(best.First + best.Second)) { pieces.Add(best.First + best.Second); }
            texts.ForEach(text => Merge(text.Symbols, best));
        }

        return ([.. pieces], [.. merges]);
    }

    private static void Merge(List<string> symbols, (string First, string Second) pair)
    {
        for (var i = 0; i + 1 < symbols.Count; i++)
        {
            if ((symbols[i], symbols[i + 1]) == pair)
            {
                symbols[i] += symbols[i + 1];
                symbols.RemoveAt(i + 1);
            }
        }
    }
}
