using static Kale.ServiceDefaults.Security.Scope;

namespace Kale.ServiceDefaults.Security;

/// <summary>The one table of who may call what: any of an RPC's scopes is enough.</summary>
public static class RpcScopes
{
    // What collections there are is asked by whoever works on them.
    private static readonly Scope[] s_anyOnCollections = [Search, Scope.Index, Train, Operate];

    private static readonly Dictionary<string, Scope[]> s_scopes = new()
    {
        ["/kale.v1.Search/Search"] = [Search],
        ["/kale.v1.Search/SearchStream"] = [Search],

        ["/kale.v1.QueryEncoding/Encode"] = [Encode],
        ["/kale.v1.QueryEncoding/EncodeStream"] = [Encode],
        ["/kale.v1.QueryEncoding/GetEncoder"] = [Encode, Operate],
        ["/kale.v1.Reranking/Rerank"] = [Encode],

        ["/kale.v1.ContextIndexing/Index"] = [Scope.Index],
        ["/kale.v1.ContextIndexing/StartBuild"] = [Scope.Index],
        ["/kale.v1.ContextIndexing/CommitBuild"] = [Scope.Index],
        ["/kale.v1.ContextIndexing/AbortBuild"] = [Scope.Index],
        ["/kale.v1.ContextIndexing/RollbackBuild"] = [Scope.Index],
        ["/kale.v1.ContextIndexing/DeleteDocuments"] = [Scope.Index],
        ["/kale.v1.ContextIndexing/ListDocuments"] = [Scope.Index, Search],
        ["/kale.v1.ContextIndexing/GetCollection"] = s_anyOnCollections,
        ["/kale.v1.ContextIndexing/ListCollections"] = s_anyOnCollections,

        ["/kale.v1.Training/StartJob"] = [Train],
        ["/kale.v1.Training/GetJob"] = [Train],
        ["/kale.v1.Training/ListJobs"] = [Train],
        ["/kale.v1.Training/WatchJob"] = [Train],
        ["/kale.v1.Training/CancelJob"] = [Train],
        ["/kale.v1.Training/ResumeJob"] = [Train],
        ["/kale.v1.Training/GetReport"] = [Train],
        ["/kale.v1.Training/DeleteJob"] = [Train],

        ["/kale.v1.EncoderRegistry/RegisterSpace"] = [Operate],
        ["/kale.v1.EncoderRegistry/ListSpaces"] = [Operate],
        ["/kale.v1.EncoderRegistry/UploadBundle"] = [Operate],
        // Replicas fetch what their store lacks.
        ["/kale.v1.EncoderRegistry/DownloadBundle"] = [Operate, Encode],
        ["/kale.v1.EncoderRegistry/ListBundles"] = [Operate],
        ["/kale.v1.EncoderRegistry/DeleteBundle"] = [Operate],
        ["/kale.v1.EncoderRegistry/DeleteName"] = [Operate],
        ["/kale.v1.EncoderRegistry/CreateRoute"] = [Operate],
        ["/kale.v1.EncoderRegistry/GetRoute"] = [Operate],
        ["/kale.v1.EncoderRegistry/ListRoutes"] = [Operate],
        ["/kale.v1.EncoderRegistry/WatchRoute"] = [Operate],
        ["/kale.v1.EncoderRegistry/StageRelease"] = [Operate],
        ["/kale.v1.EncoderRegistry/StartRollout"] = [Operate],
        ["/kale.v1.EncoderRegistry/Advance"] = [Operate],
        ["/kale.v1.EncoderRegistry/Promote"] = [Operate],
        ["/kale.v1.EncoderRegistry/Abort"] = [Operate],
        ["/kale.v1.EncoderRegistry/Rollback"] = [Operate],
        ["/kale.v1.EncoderRegistry/ReplaceRelease"] = [Operate],
        ["/kale.v1.EncoderRegistry/SetPolicy"] = [Operate],
        ["/kale.v1.EncoderRegistry/SetLabelledQueries"] = [Operate],
        ["/kale.v1.EncoderRegistry/ListReports"] = [Operate],
        ["/kale.v1.EncoderRegistry/GetReport"] = [Operate],
        ["/kale.v1.EncoderRegistry/GetAudit"] = [Operate],
        ["/kale.v1.EncoderRegistry/GetRollout"] = [Operate],
        ["/kale.v1.EncoderRegistry/GetFleet"] = [Operate],
    };

    // An RPC that nobody has thought of is for operators.
    private static readonly Scope[] s_unknown = [Operate];

    /// <summary>All RPCs of the table, as <c>/kale.v1.Search/Search</c>.</summary>
    public static IEnumerable<string> Rpcs => s_scopes.Keys;

    /// <summary>What an RPC asks for.</summary>
    /// <param name="rpc">As <c>/kale.v1.Search/Search</c>.</param>
    public static IReadOnlyList<Scope> Of(string rpc) => s_scopes.GetValueOrDefault(rpc, s_unknown);
}
