using Grpc.Core;
using Kale.ServiceDefaults.Security.Limits;
using Microsoft.AspNetCore.Http;

namespace Kale.ServiceDefaults.Security;

/// <summary>Who calls, as the call's credentials say; nobody where a service asks for none.</summary>
/// <param name="Name">Of its key, of its entry for a certificate, or the subject of its token.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Collections">The only ones that it may name; empty: all.</param>
/// <param name="Expires">From when on it is nobody; null: never.</param>
/// <param name="Limits">What it may use; null: what those may who have none of their own.</param>
public sealed record Caller(
    string Name, IReadOnlySet<Scope> Scopes, IReadOnlySet<string> Collections, DateTimeOffset? Expires = null,
    CallerLimits? Limits = null)
{
    /// <summary>The caller of a call; null where the service asks nobody who they are.</summary>
    public static Caller? Of(ServerCallContext context) => context.GetHttpContext().Features.Get<Caller>();

    /// <summary>
    /// Whom an audit log names: the caller, where it is known, and else who the request says it is.
    /// </summary>
    public static string ActorOf(ServerCallContext context, string said) => Of(context)?.Name ?? said;

    /// <summary>Whether it may call what asks for any of these.</summary>
    public bool May(IEnumerable<Scope> scopes) => scopes.Any(Scopes.Contains);
}
