namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// Text from outside as it may be shown: control characters must not move a cursor, change colours or titles, or turn
/// the direction of what stands beside them.
/// </summary>
public static class PlainText
{
    private const char ControlPictures = '\u2400';
    private const char PictureOfDelete = '\u2421';
    private const char Replacement = '\uFFFD';

    /// <summary>The text with a picture in the place of each control character; line breaks and tabs stay.</summary>
    public static string Of(string text) => text.Any(IsControl)
        ? string.Concat(text.Select(c => IsControl(c) ? Picture(c) : c))
        : text;

    /// <summary>Whether a character does something instead of being seen; line breaks and tabs do not count.</summary>
    public static bool IsControl(char c) => (char.IsControl(c) && c is not ('\n' or '\t'))
        // Embeddings, overrides and isolates of writing directions.
        || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static char Picture(char c) => c switch
    {
        < ' ' => (char)(ControlPictures + c),
        '\u007F' => PictureOfDelete,
        _ => Replacement,
    };
}
