using System.Net;

namespace Kale.ServiceDefaults.Calls;

/// <summary>
/// The proxy that http_proxy, https_proxy and all_proxy name. It is for the world outside: nothing of this machine is
/// asked of it.
/// </summary>
public static class EnvironmentProxy
{
    /// <summary>From here on no HTTP client of the process asks a proxy for an address of this machine.</summary>
    public static void SpareLoopback()
    {
        if (HttpClient.DefaultProxy is not SparingProxy)
            HttpClient.DefaultProxy = new SparingProxy(HttpClient.DefaultProxy);
    }

    /// <summary>The proxy between here and an address; null: there is none.</summary>
    public static Uri? For(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return IsLoopback(address) || HttpClient.DefaultProxy.IsBypassed(address)
            ? null
            : HttpClient.DefaultProxy.GetProxy(address) is { } proxy && proxy != address ? proxy : null;
    }

    /// <summary>What to do about a proxy that may be why an address does not answer; empty: there is none.</summary>
    public static string Hint(Uri address) => For(address) is { } proxy
        ? $" The calls go through the proxy {proxy.GetLeftPart(UriPartial.Authority)} of the environment's http_proxy, "
            + $"https_proxy or all_proxy; if {address.Host} needs none, set no_proxy={address.Host}."
        : "";

    private static bool IsLoopback(Uri address) =>
        address.IsLoopback || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));

    private sealed class SparingProxy(IWebProxy outside) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => outside.Credentials;
            set => outside.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : outside.GetProxy(destination);

        public bool IsBypassed(Uri host) => IsLoopback(host) || outside.IsBypassed(host);
    }
}
