using System.Text;

namespace Kale.ServiceDefaults.Errors;

/// <summary>The reasons that the suite's edge itself gives; the others come from the services' own errors.</summary>
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
