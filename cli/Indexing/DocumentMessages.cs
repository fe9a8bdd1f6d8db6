using Google.Protobuf.WellKnownTypes;
using Kale.Corpora.Documents;
using Kale.V1;

namespace Kale.Cli.Indexing;

/// <summary>Documents as they are sent.</summary>
internal static class DocumentMessages
{
    /// <param name="document">As it was read.</param>
    /// <param name="prefix">Goes before its id.</param>
    public static Document Of(CorpusDocument document, string prefix)
    {
        var message = new Document { Id = prefix + document.Id, Title = document.Title, Text = document.Text };
        // A message of numbers is older than one of JSON, and does where no number is rounded.
        if (document.Payload is { NeedsIntegers: true } exact) { message.PayloadJson = exact.Json; }
        else if (document.Payload is { } payload) { message.Payload = Struct.Parser.ParseJson(payload.Json); }
        return message;
    }
}
