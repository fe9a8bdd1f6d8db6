using Grpc.Net.Client.Balancer;

namespace Kale.Gateway.Peers;

/// <summary>What a peer's address may be.</summary>
internal static class PeerAddress
{
    private static readonly string[] s_schemes = ["http", "https", "dns", "static"];

    public static bool IsValid(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && s_schemes.Contains(uri.Scheme)
        && (uri.Scheme != "static" || TryList(uri, out _));

    /// <summary>The replicas of static:///host:port,host:port.</summary>
    public static IEnumerable<BalancerAddress> Listed(Uri uri) => TryList(uri, out var addresses)
        ? addresses
        : throw new FormatException($"'{uri}' is no list of addresses; use static:///host:port,host:port.");

    private static bool TryList(Uri uri, out IReadOnlyList<BalancerAddress> addresses)
    {
        var parts = uri.AbsolutePath
            .Trim('/')
            .Split(',')
            .Select(part => Uri.TryCreate($"http://{part}", UriKind.Absolute, out var one) ? one : null)
            .ToList();
        addresses = [.. parts.OfType<Uri>().Select(one => new BalancerAddress(one.Host, one.Port))];
        return addresses.Count == parts.Count;
    }
}
