using System.Text;
using Google.Rpc;
using Grpc.Core;
using Kale.ServiceDefaults.Calls;
using Kale.ServiceDefaults.Errors;

namespace Kale.Cli;

/// <summary>A failed call in words for people: the message, what exactly was wrong, and what to try.</summary>
internal static class RpcErrors
{
    public static CliException Describe(RpcException error, string server) => error.StatusCode switch
    {
        _ when error.IsLost() && StatusDetails.Find(error) is null => new CliException(
            $"No answer from {server}. Is the suite running ('kale serve'), and is --server right?"
            + ProxyHint(server),
            ExitCodes.Unavailable),
        StatusCode.Unavailable => new CliException(Text(error), ExitCodes.Unavailable),
        StatusCode.DeadlineExceeded => new CliException(
            $"{server} did not answer in time{(error.Status.Detail.Length > 0 ? $": {error.Status.Detail}" : "")}. Is "
            + $"it the suite's address, and is the suite well ('kale health')? --timeout waits longer."
            + ProxyHint(server),
            ExitCodes.Unavailable),
        StatusCode.InvalidArgument => new CliException(Text(error), ExitCodes.Usage),
        _ => new CliException(Text(error)),
    };

    private static string ProxyHint(string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var address) ? EnvironmentProxy.Hint(address) : "";

    private static string Text(RpcException error)
    {
        var text = new StringBuilder(error.Status.Detail);
        foreach (var detail in StatusDetails.Find(error)?.Details ?? [])
        {
            if (detail.TryUnpack<BadRequest>(out var bad))
            {
                foreach (var violation in bad.FieldViolations)
                {
                    text.Append($"\n  {violation.Field}: {violation.Description}");
                }
            }
            else if (detail.TryUnpack<PreconditionFailure>(out var failure))
            {
                foreach (var violation in failure.Violations)
                {
                    text.Append($"\n  {violation.Subject}: {violation.Description}");
                }
            }
            else if (detail.TryUnpack<RetryInfo>(out var retry))
            {
                text.Append($"\n  Try again in {retry.RetryDelay.ToTimeSpan().TotalSeconds:0.0} s.");
            }
        }
        return text.ToString();
    }
}
