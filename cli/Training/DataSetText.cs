using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>
/// Data sets as people write them: <c>root/path</c>, or <c>root/path:split</c> for the split of a BEIR directory.
/// </summary>
internal static class DataSetText
{
    /// <summary>What the help of an option says of its form.</summary>
    public const string Form =
        "root/path of the Trainer's data roots (kale serve --data-root); root/path:split for another split";

    /// <param name="text">As written.</param>
    /// <param name="option">That it was given with.</param>
    /// <param name="fileFormat">
    /// The format of a file, by its extension; a directory is BEIR unless <paramref name="format"/> says else.
    /// </param>
    /// <param name="format">The format, if it was given.</param>
    public static DataSet Parse(string text, string option, Func<string, string> fileFormat, string? format = null)
    {
        var (place, split) =
            text.LastIndexOf(':') is var colon and > 0 && !text[colon..].Contains('/', StringComparison.Ordinal)
                ? (text[..colon], text[(colon + 1)..])
                : (text, "");
        var parts = place.Split('/', 2);
        if (parts is not [{ Length: > 0 } root, { Length: > 0 } path])
        {
            throw new CliException($"{option} '{text}': expected {Form}.", ExitCodes.Usage);
        }
        var extension = Path.GetExtension(path);
        return new DataSet
        {
            Root = root,
            Path = path,
            Split = split,
            Format = format ?? (extension.Length > 0 ? fileFormat(extension) : ""),
        };
    }

    /// <summary>Queries or other texts: JSON lines, or a text a line.</summary>
    public static DataSet Texts(string text, string option) =>
        Parse(text, option, extension => extension is ".jsonl" or ".json" ? "jsonl" : "text");

    /// <summary>Examples to train with.</summary>
    public static DataSet Examples(string text, string option, string? format) =>
        Parse(text, option, _ => "flag-embedding", format);

    /// <summary>A labelled set.</summary>
    public static DataSet Labelled(string text, string option) => Parse(text, option, _ => "beir");

    /// <summary>A run to score.</summary>
    public static DataSet Run(string text, string option) => Parse(text, option, _ => "trec-run", "trec-run");
}
