using System.Text.Json;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// The reasons that services give by name; the others come from the libraries' error enums by <see cref="From"/>.
/// </summary>
public static class Reasons
{
    // The edge
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string MalformedMessage = "MALFORMED_MESSAGE";
    public const string MessageTooLarge = "MESSAGE_TOO_LARGE";
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string ScopeMissing = "SCOPE_MISSING";
    public const string CollectionNotAllowed = "COLLECTION_NOT_ALLOWED";
    public const string Unimplemented = "UNIMPLEMENTED";
    public const string Cancelled = "CANCELLED";
    public const string DeadlineExceeded = "DEADLINE_EXCEEDED";
    public const string ShuttingDown = "SHUTTING_DOWN";

    /// <summary>More calls than can be answered in time; the details say when to come again.</summary>
    public const string Overloaded = "OVERLOADED";

    /// <summary>More than this one caller may have; the details say when to come again.</summary>
    public const string LimitReached = "LIMIT_REACHED";

    /// <summary>Something that is not the caller's fault; the message names the entry of the log.</summary>
    public const string Internal = "INTERNAL";

    // Encoding
    public const string EmptyText = "EMPTY_TEXT";
    public const string TextTooLong = "TEXT_TOO_LONG";
    public const string EncoderNotLoaded = "ENCODER_NOT_LOADED";
    public const string CrossEncoderNotLoaded = "CROSS_ENCODER_NOT_LOADED";
    public const string UnknownRoute = "UNKNOWN_ROUTE";
    public const string SpaceMismatch = "SPACE_MISMATCH";

    /// <summary>The bundle that the call names is not loaded on this replica yet, or no more.</summary>
    public const string BundleNotReady = "BUNDLE_NOT_READY";

    /// <summary>The bundle that the call names cannot be served on this replica.</summary>
    public const string BundleRefused = "BUNDLE_REFUSED";

    /// <summary>The reason of an enum's value: NotFound → NOT_FOUND.</summary>
    public static string From(Enum value) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString());
}
