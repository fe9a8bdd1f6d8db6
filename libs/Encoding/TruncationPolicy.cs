namespace Kale.Encoding;

/// <summary>What to do with a text of more tokens than the encoder takes.</summary>
public enum TruncationPolicy
{
    /// <summary>Encode its beginning, and say so.</summary>
    Truncate,

    /// <summary>Answer it with <see cref="EncodingError.TextTooLong"/>.</summary>
    Refuse,
}
