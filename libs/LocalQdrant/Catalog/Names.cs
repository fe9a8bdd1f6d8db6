using System.Buffers;

namespace Kale.LocalQdrant.Catalog;

/// <summary>What collections and aliases may be called: as in Qdrant.</summary>
internal static class Names
{
    private const int MaxLength = 255;
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"/\\|?*\0\u001F");

    public static void Validate(string name, string what)
    {
        if (name.Length is 0 or > MaxLength)
            throw LocalQdrantException.Invalid(
                $"the {what} name must have 1 to {MaxLength} characters, not {name.Length}");
        if (name.AsSpan().IndexOfAny(Forbidden) is >= 0 and var at)
            throw LocalQdrantException.Invalid($"the {what} name `{name}` must not have the character '{name[at]}'");
    }
}
