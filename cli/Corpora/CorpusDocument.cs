using Google.Protobuf.WellKnownTypes;

namespace Kale.Cli.Corpora;

/// <summary>One document as read from a file, before it is sent.</summary>
internal sealed record CorpusDocument(string Id, string Title, string Text, Struct? Payload);
