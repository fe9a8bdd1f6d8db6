using Grpc.Core;
using Kale.V1;

namespace Kale.Gateway.Tests.Support;

/// <summary>A cross encoder that scores passages as the test says.</summary>
internal sealed class ScriptedReranker : Reranking.RerankingBase
{
    public Func<string, float?> Score { get; set; } = passage => passage.Length;

    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    public int Calls { get; private set; }

    public override async Task<RerankResponse> Rerank(RerankRequest request, ServerCallContext context)
    {
        Calls++;
        await Before();
        return new RerankResponse
        {
            Results = { request.Passages.Select(Answer) },
            ServedBy = new ServedBy { BundleId = "bundle-cross" },
        };
    }

    private RerankItem Answer(string passage) => Score(passage) is { } score
        ? new RerankItem { Score = new RerankScore { Value = score } }
        : new RerankItem { Error = new ItemError { Code = 3, Reason = "EMPTY_TEXT", Message = "empty" } };
}
