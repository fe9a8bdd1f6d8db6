using System.Threading.Channels;
using Kale.Encoding;
using Kale.Encoding.Batching;
using Kale.ServiceDefaults.Errors;

namespace Kale.ContextIndexer.Indexing;

/// <summary>Fourth stage: all passages of a window to vectors.</summary>
internal sealed class WindowEncoder(ContextEncoder encoder)
{
    public async Task RunAsync(
        ChannelReader<Window> input, ChannelWriter<Window> output, CancellationToken cancellation)
    {
        await foreach (var window in input.ReadAllAsync(cancellation))
        {
            await EncodeAsync([.. window.ToIndex], cancellation);
            await output.WriteAsync(window, cancellation);
        }
    }

    private async Task EncodeAsync(List<PendingDocument> documents, CancellationToken cancellation)
    {
        var encoding = encoder.EncodeAll([.. documents.SelectMany(document => document.Tokens)], cancellation);
        var next = 0;
        foreach (var document in documents)
        {
            await EncodeAsync(document, encoding.Skip(next).Take(document.Tokens.Length));
            next += document.Tokens.Length;
            document.Tokens = [];
        }
    }

    private static async Task EncodeAsync(PendingDocument document, IEnumerable<Task<EncodedText>> passages)
    {
        try
        {
            document.Vectors = [.. (await Task.WhenAll(passages)).Select(passage => passage.Vector)];
        }
        catch (EncodingException error) when (error.Code == EncodingError.InferenceFailed)
        {
            document.Fail(new Failure(Reasons.From(error.Code), error.Message));
        }
    }
}
