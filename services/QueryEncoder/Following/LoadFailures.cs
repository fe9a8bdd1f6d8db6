using Grpc.Core;
using Kale.Bundles;
using Kale.Encoding;

namespace Kale.QueryEncoder.Following;

/// <summary>What a load that failed says of the bundle.</summary>
internal enum LoadVerdict
{
    /// <summary>Nothing: whoever has it does not answer. Asked again soon.</summary>
    Waits,

    /// <summary>Nothing: this machine cannot take it now. Tried again more and more rarely.</summary>
    Hindered,

    /// <summary>It is at fault or does not fit, and would be with every further attempt.</summary>
    Refused,
}

/// <summary>
/// Tells the bundle's faults from the disk's and the network's: only the former speak against a candidate, since a
/// gate that hears of a refusal from every replica gives it up.
/// </summary>
internal static class LoadFailures
{
    public static LoadVerdict VerdictOn(Exception error) => error switch
    {
        RpcException or TimeoutException => LoadVerdict.Waits,
        BundleException { Code: BundleError.NotFound or BundleError.InUse or BundleError.Unavailable } =>
            LoadVerdict.Waits,
        BundleException { Code: BundleError.NotWritable } or FetchInterruptedException => LoadVerdict.Hindered,
        _ when IsOfTheMachine(error) => LoadVerdict.Hindered,
        _ => LoadVerdict.Refused,
    };

    /// <summary>For people.</summary>
    public static string Words(Exception error) => error switch
    {
        RpcException rpc => $"the registry said {rpc.StatusCode}: {rpc.Status.Detail}",
        TimeoutException => "the registry stopped sending; the rest is asked for again.",
        BundleException or EncodingException or MemoryBudgetException or FetchInterruptedException => error.Message,
        _ when IsOfTheMachine(error) => $"it cannot be read or loaded here now: {error.Message}",
        _ => "it failed in a way nobody foresaw; this replica's log says how.",
    };

    private static bool IsOfTheMachine(Exception? error) =>
        error is IOException or UnauthorizedAccessException or OutOfMemoryException
        || (error is not null && IsOfTheMachine(error.InnerException));
}
