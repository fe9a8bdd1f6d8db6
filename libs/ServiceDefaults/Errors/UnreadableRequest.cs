using Google.Protobuf;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// A request whose bytes are no message of its type (strings that are not UTF-8 among them), or are not compressed as
/// they say.
/// </summary>
internal static class UnreadableRequest
{
    public static bool Is(Exception exception) => exception is InvalidProtocolBufferException or InvalidDataException;

    public static FailureException From(Exception exception) => new(
        Reasons.MalformedMessage,
        $"The request cannot be read: {exception.Message} Its bytes must follow the contract's fields and types.",
        exception);
}
