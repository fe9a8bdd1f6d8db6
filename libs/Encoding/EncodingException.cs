namespace Kale.Encoding;

/// <summary>Why a text was not encoded.</summary>
public enum EncodingError
{
    /// <summary>The queue is full, or the text would not be ready before its deadline; try again later.</summary>
    Overloaded,

    /// <summary>The deadline passed before the text's turn came.</summary>
    DeadlineExceeded,

    /// <summary>The call holds more than the queue ever will; send it in parts.</summary>
    TooLarge,

    /// <summary>The encoder is being shut down or replaced.</summary>
    ShuttingDown,

    /// <summary>The model failed on the batch that the text was in.</summary>
    InferenceFailed,

    /// <summary>The text has more tokens than the encoder takes, and the caller did not want it cut.</summary>
    TextTooLong,

    /// <summary>
    /// The encoder may not encode this side: it was aligned for queries and got documents, for example.
    /// </summary>
    RoleNotServed,

    /// <summary>The device that was asked for cannot be used on this machine.</summary>
    DeviceUnavailable,
}

/// <summary>A text that was not encoded, and the reason.</summary>
public class EncodingException(EncodingError code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The reason, for callers that map it to a status.</summary>
    public EncodingError Code { get; } = code;
}

/// <summary>Refused at once because the queue is too long; nothing was computed.</summary>
public sealed class OverloadedException(TimeSpan retryAfter, string message)
    : EncodingException(EncodingError.Overloaded, message)
{
    /// <summary>When the queue will be short enough at its present speed.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
