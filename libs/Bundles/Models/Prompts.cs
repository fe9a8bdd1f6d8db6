namespace Kale.Bundles;

/// <summary>Texts put in front of what is encoded; empty means none.</summary>
/// <param name="Query">In front of queries.</param>
/// <param name="Document">In front of documents' passages.</param>
public sealed record Prompts(string Query, string Document)
{
    /// <summary>No prompt on either side.</summary>
    public static Prompts None { get; } = new("", "");

    /// <summary>The prompt of one side.</summary>
    public string For(EncoderRole role) => role == EncoderRole.Query ? Query : Document;
}
