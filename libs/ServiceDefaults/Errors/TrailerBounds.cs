using System.Text;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using RichStatus = Google.Rpc.Status;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// Keeps an error within 8 KiB of headers, the most that many clients read: of a larger one they tell their caller
/// RESOURCE_EXHAUSTED and nothing else. What comes from a request is as large as the caller made it.
/// </summary>
internal static class TrailerBounds
{
    /// <summary>Bytes of message and details as they are sent; the rest is for the other headers.</summary>
    public const int MaxBytes = 7 * 1024;

    private const int MaxMessageBytes = 4 * 1024; // in both of its places: grpc-message, and within the details
    private const int MaxTextBytes = 512;
    private const int MaxFacts = 8;
    private const int WordsForMore = 240;
    private const int FieldOverhead = 8; // tags and lengths around an entry of a list

    public static RichStatus Bounded(RichStatus status)
    {
        var bounded = new RichStatus { Code = status.Code, Message = Cut(status.Message, MaxMessageBytes, SentBytes) };
        // Small ones first: lists take what is left.
        foreach (var detail in status.Details.OrderBy(IsList))
        {
            var room = RoomIn(bounded);
            var fitting = Fitting(detail, room);
            if (fitting.CalculateSize() + FieldOverhead <= room)
                bounded.Details.Add(fitting);
        }

        return bounded;
    }

    /// <summary>The text, or as much of it as keeps it within so many bytes of UTF-8, and an ellipsis.</summary>
    public static string Cut(string text, int maxBytes) => Cut(text, maxBytes, rune => rune.Utf8SequenceLength);

    private static Any Fitting(Any detail, int room)
    {
        if (detail.TryUnpack<BadRequest>(out var request))
            return Any.Pack(Bounded(request, room));
        if (detail.TryUnpack<PreconditionFailure>(out var failure))
            return Any.Pack(Bounded(failure, room));
        return detail.TryUnpack<ErrorInfo>(out var info) ? Any.Pack(Bounded(info)) : detail;
    }

    private static bool IsList(Any detail) =>
        detail.Is(BadRequest.Descriptor) || detail.Is(PreconditionFailure.Descriptor);

    private static BadRequest Bounded(BadRequest request, int room)
    {
        var (all, kept) = (request.FieldViolations, new BadRequest());
        foreach (var violation in all.Select(Bounded))
        {
            room -= violation.CalculateSize() + FieldOverhead;
            if (room < WordsForMore)
                break;
            kept.FieldViolations.Add(violation);
        }

        if (all.Count > kept.FieldViolations.Count)
            kept.FieldViolations.Add(new BadRequest.Types.FieldViolation
            {
                Field = all[kept.FieldViolations.Count].Field is { Length: <= 64 } next ? next : "",
                Description = $"is wrong too, one of {all.Count - kept.FieldViolations.Count:N0} more",
            });
        return kept;
    }

    private static BadRequest.Types.FieldViolation Bounded(BadRequest.Types.FieldViolation violation) => new()
    {
        Field = Cut(violation.Field, MaxTextBytes),
        Description = Cut(violation.Description, MaxTextBytes),
    };

    private static PreconditionFailure Bounded(PreconditionFailure failure, int room)
    {
        var (all, kept) = (failure.Violations, new PreconditionFailure());
        foreach (var violation in all.Select(Bounded))
        {
            room -= violation.CalculateSize() + FieldOverhead;
            if (room < WordsForMore)
                break;
            kept.Violations.Add(violation);
        }

        if (all.Count > kept.Violations.Count)
            kept.Violations.Add(new PreconditionFailure.Types.Violation
            {
                Description = $"{all.Count - kept.Violations.Count:N0} more do not hold",
            });
        return kept;
    }

    private static PreconditionFailure.Types.Violation Bounded(PreconditionFailure.Types.Violation violation) => new()
    {
        Type = Cut(violation.Type, MaxTextBytes),
        Subject = Cut(violation.Subject, MaxTextBytes),
        Description = Cut(violation.Description, MaxTextBytes),
    };

    private static ErrorInfo Bounded(ErrorInfo info)
    {
        var (reason, domain) = (Cut(info.Reason, MaxTextBytes), Cut(info.Domain, MaxTextBytes));
        var bounded = new ErrorInfo { Reason = reason, Domain = domain };
        foreach (var (name, value) in info.Metadata.Take(MaxFacts).Where(fact => fact.Key.Length <= MaxTextBytes / 8))
            bounded.Metadata[name] = Cut(value, MaxTextBytes / 4);
        return bounded;
    }

    private static int RoomIn(RichStatus status) =>
        ((MaxBytes - Uri.EscapeDataString(status.Message).Length) * 3 / 4) - status.CalculateSize();

    // A byte of the details is 4/3 of base64; a byte of grpc-message that is no letter or digit is three there.
    private static int SentBytes(Rune rune) =>
        (rune.Utf8SequenceLength * 4 / 3) + 1
        + (rune.IsAscii && Rune.IsLetterOrDigit(rune) ? 1 : 3 * rune.Utf8SequenceLength);

    private static string Cut(string text, int maxBytes, Func<Rune, int> bytesOf)
    {
        const int Ellipsis = 3;
        var (bytes, fits) = (0, 0);
        for (var i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            (bytes, i) = (bytes + bytesOf(rune), i + length);
            if (bytes <= maxBytes - Ellipsis)
                fits = i;
            else if (bytes > maxBytes)
                return text[..fits] + "…";
        }

        return text;
    }
}
