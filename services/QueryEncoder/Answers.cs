using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kale.Encoding;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.QueryEncoder;

/// <summary>Results in the words of the contract.</summary>
internal sealed class Answers(FailureTranslator failures)
{
    private static readonly Failure s_empty = new(
        Reasons.EmptyText, "The text is empty. Send at least one character that is not white space.");

    public EncodedItem Item(TextResult? result, ServerCallContext context)
    {
        if (result?.Vector is not { } vector)
            return new EncodedItem { Error = Error(result?.Error, context) };
        var embedding = new Embedding { TokenCount = (uint)result.TokenCount, Truncated = result.Truncated };
        embedding.Values.AddRange(vector);
        return new EncodedItem { Embedding = embedding };
    }

    public RerankItem Item(PassageResult? result, ServerCallContext context) => result is { Error: null }
        ? new RerankItem
        {
            Score = new RerankScore
            {
                Value = result.Score,
                TokenCount = (uint)result.TokenCount,
                Truncated = result.Truncated,
            },
        }
        : new RerankItem { Error = Error(result?.Error, context) };

    public static EncodingTimes Times(EncodeTimes times) => new()
    {
        Tokenization = Duration.FromTimeSpan(times.Tokenization),
        Queue = Duration.FromTimeSpan(times.Queue),
        Inference = Duration.FromTimeSpan(times.Inference),
    };

    private ItemError Error(EncodingException? error, ServerCallContext context) =>
        error is null ? failures.ToItemError(s_empty) : failures.ToItemError(error, context);
}
