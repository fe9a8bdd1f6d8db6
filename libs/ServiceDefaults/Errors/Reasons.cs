using System.Text;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// The reasons that services give by name; the others come from the libraries' error enums by <see cref="From"/>.
/// </summary>
public static class Reasons
{
    /// <summary>A field of the request is wrong.</summary>
    public const string InvalidRequest = "INVALID_REQUEST";

    /// <summary>The bytes are no message of the method's type.</summary>
    public const string MalformedMessage = "MALFORMED_MESSAGE";

    /// <summary>The message is larger than this server takes.</summary>
    public const string MessageTooLarge = "MESSAGE_TOO_LARGE";

    /// <summary>No or a wrong API key.</summary>
    public const string Unauthenticated = "UNAUTHENTICATED";

    /// <summary>The method is not offered here.</summary>
    public const string Unimplemented = "UNIMPLEMENTED";

    /// <summary>The caller left.</summary>
    public const string Cancelled = "CANCELLED";

    /// <summary>The caller's deadline passed.</summary>
    public const string DeadlineExceeded = "DEADLINE_EXCEEDED";

    /// <summary>This server ends; another one may answer.</summary>
    public const string ShuttingDown = "SHUTTING_DOWN";

    /// <summary>Health knows no such service or encoder.</summary>
    public const string UnknownService = "UNKNOWN_SERVICE";

    /// <summary>A text of nothing or of white space only.</summary>
    public const string EmptyText = "EMPTY_TEXT";

    /// <summary>A text of more tokens than the encoder takes, where truncation was refused.</summary>
    public const string TextTooLong = "TEXT_TOO_LONG";

    /// <summary>No encoder is ready yet.</summary>
    public const string EncoderNotLoaded = "ENCODER_NOT_LOADED";

    /// <summary>The bundle that the call names is not loaded on this replica yet, or no more.</summary>
    public const string BundleNotReady = "BUNDLE_NOT_READY";

    /// <summary>The bundle that the call names cannot be served on this replica.</summary>
    public const string BundleRefused = "BUNDLE_REFUSED";

    /// <summary>Reranking needs a cross encoder, and this server has none.</summary>
    public const string CrossEncoderNotLoaded = "CROSS_ENCODER_NOT_LOADED";

    /// <summary>No such route.</summary>
    public const string UnknownRoute = "UNKNOWN_ROUTE";

    /// <summary>Two embedding spaces met.</summary>
    public const string SpaceMismatch = "SPACE_MISMATCH";

    /// <summary>Something that is not the caller's fault; the message names the entry of the log.</summary>
    public const string Internal = "INTERNAL";

    /// <summary>The reason of an enum's value: NotFound → NOT_FOUND.</summary>
    public static string From(Enum value)
    {
        var name = value.ToString();
        var reason = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]))
                reason.Append('_');
            reason.Append(char.ToUpperInvariant(name[i]));
        }

        return reason.ToString();
    }
}
