using System.Text;
using Kale.Gateway.Peers;

namespace Kale.Gateway.Gate;

/// <summary>
/// Vectors of many texts, by calls that keep an encoder's cores for no longer than a search does: texts of one call
/// end up in batches together, also with those of searches, which then wait for the whole batch.
/// </summary>
internal sealed class BulkEncoding(QueryEncoderClient encoder, BulkLane lane)
{
    // Of UTF-8, about a hundred tokens in any script; a longer text is a call by itself.
    private const int Bytes = 400;
    private const int Texts = 16;

    /// <summary>In the order of the texts; null for one that was refused.</summary>
    public async Task<IReadOnlyList<float[]?>> EncodeAsync(
        IReadOnlyList<string> texts, string bundleId, CancellationToken cancellation)
    {
        var vectors = new List<float[]?>(texts.Count);
        foreach (var call in Calls(texts))
        {
            vectors.AddRange(await lane.RunAsync(
                () => encoder.EncodeManyAsync(call, bundleId, cancellation), cancellation));
        }

        return vectors;
    }

    internal static IEnumerable<IReadOnlyList<string>> Calls(IEnumerable<string> texts)
    {
        var (call, bytes) = (new List<string>(), 0);
        foreach (var text in texts)
        {
            var more = Encoding.UTF8.GetByteCount(text);
            if (call.Count == Texts || (call.Count > 0 && bytes + more > Bytes))
            {
                yield return call;
                (call, bytes) = ([], 0);
            }

            call.Add(text);
            bytes += more;
        }

        if (call.Count > 0)
            yield return call;
    }
}
