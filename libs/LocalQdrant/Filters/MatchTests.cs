using System.Text;
using Kale.LocalQdrant.Payloads;
using Qdrant.Client.Grpc;
using static Qdrant.Client.Grpc.Match;

namespace Kale.LocalQdrant.Filters;

/// <summary>The kinds of match, one line each.</summary>
internal static class MatchTests
{
    public static ValueTest Compile(Match match, string key) => match.MatchValueCase switch
    {
        MatchValueOneofCase.Keyword => Keyword(match.Keyword),
        MatchValueOneofCase.Integer => Integer(match.Integer),
        MatchValueOneofCase.Boolean => Boolean(match.Boolean),
        MatchValueOneofCase.Text => Contains(match.Text),
        MatchValueOneofCase.Keywords => AnyKeyword(match.Keywords),
        MatchValueOneofCase.Integers => AnyInteger(match.Integers),
        MatchValueOneofCase.ExceptKeywords => ExceptKeywords(match.ExceptKeywords),
        MatchValueOneofCase.ExceptIntegers => ExceptIntegers(match.ExceptIntegers),
        MatchValueOneofCase.None => throw LocalQdrantException.Invalid($"the match on '{key}' says nothing to match"),
        var other => throw LocalQdrantException.Unsupported($"The match by {other} (on '{key}')"),
    };

    private static ValueTest Keyword(string keyword)
    {
        var bytes = Encoding.UTF8.GetBytes(keyword);
        return value => value.Kind == PayloadKind.Text && value.Bytes.SequenceEqual(bytes);
    }

    private static ValueTest Integer(long integer) =>
        value => value.Kind == PayloadKind.Integer && value.Integer == integer;

    private static ValueTest Boolean(bool boolean) => value => value.Kind == PayloadKind.Bool && value.Bool == boolean;

    // As Qdrant does where a field has no full-text index: the text, letter for letter, anywhere in the value.
    private static ValueTest Contains(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return value => value.Kind == PayloadKind.Text && value.Bytes.IndexOf(bytes) >= 0;
    }

    private static ValueTest AnyKeyword(RepeatedStrings keywords)
    {
        var set = new Utf8Set(keywords.Strings);
        return value => value.Kind == PayloadKind.Text && set.Contains(value.Bytes);
    }

    private static ValueTest AnyInteger(RepeatedIntegers integers)
    {
        var set = integers.Integers.ToHashSet();
        return value => value.Kind == PayloadKind.Integer && set.Contains(value.Integer);
    }

    private static ValueTest ExceptKeywords(RepeatedStrings keywords)
    {
        var set = new Utf8Set(keywords.Strings);
        return value => value.Kind != PayloadKind.Null
            && !(value.Kind == PayloadKind.Text && set.Contains(value.Bytes));
    }

    private static ValueTest ExceptIntegers(RepeatedIntegers integers)
    {
        var set = integers.Integers.ToHashSet();
        return value => value.Kind != PayloadKind.Null
            && !(value.Kind == PayloadKind.Integer && set.Contains(value.Integer));
    }
}
