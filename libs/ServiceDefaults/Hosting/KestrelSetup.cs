using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// Addresses and limits of the listener. gRPC without TLS needs HTTP/2 by prior knowledge, so an address speaks either
/// HTTP/2 or, the metrics one, HTTP/1.1. TLS is Kestrel's own configuration (section "Kestrel:Endpoints").
/// </summary>
internal static class KestrelSetup
{
    // Callers whose deadline passes reset their streams. While the server still works on more than twice as many as a
    // connection may have, Kestrel refuses its next streams with ENHANCE_YOUR_CALM, which bounds what it holds; and
    // after 100 of these in five seconds it cuts the connection with all other calls on it. 0: it does not.
    private const string CutsAfter = "Microsoft.AspNetCore.Server.Kestrel.Http2.MaxEnhanceYourCalmCount";

    public static void Apply(WebApplicationBuilder builder, ServiceDefaultsOptions options, string defaultUrl)
    {
        AppContext.SetData(CutsAfter, 0);
        var metricsPort = PortOf(options.MetricsUrl);
        IEnumerable<string> metrics = metricsPort is null ? [] : [options.MetricsUrl];
        builder.WebHost.UseUrls([.. AddressesOf(builder.Configuration, defaultUrl).Select(Checked), .. metrics]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // MaxReceiveMessageBytes holds, and says so in its own words.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1024;
            // A stream that must wait holds up to 768 KiB of its connection's window, and half of that is only
            // given back when it is full: of 1 MiB, Kestrel's default, one such stream leaves nothing to the
            // connection's other calls.
            kestrel.Limits.Http2.InitialConnectionWindowSize = 16 << 20;
            // Peers that vanished without a word are noticed within a minute and a half.
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(30);
            kestrel.ConfigureEndpointDefaults(listen => listen.Protocols =
                listen.EndPoint is IPEndPoint { Port: > 0 } address && address.Port == metricsPort
                    ? HttpProtocols.Http1
                    : HttpProtocols.Http2);
        });
    }

    /// <summary>The port of an address such as http://0.0.0.0:9464; null when it is none.</summary>
    public static int? PortOf(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        && NumberIn(url) is > 0 and <= IPEndPoint.MaxPort and var port
            ? port
            : null;

    /// <summary>What else is wrong with an address Kestrel tells itself.</summary>
    private static string Checked(string url) => NumberIn(url) is < 0 or > IPEndPoint.MaxPort
        ? throw new MisconfiguredException(
            [$"The port of the address '{url}' is out of range: use 1 to {IPEndPoint.MaxPort}, or 0 for a free one."])
        : url;

    private static int? NumberIn(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Port;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static IEnumerable<string> AddressesOf(ConfigurationManager configuration, string defaultUrl)
    {
        if (configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls)
            return urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ports = configuration[WebHostDefaults.HttpPortsKey];
        if (!string.IsNullOrEmpty(ports))
            return ports.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(port => $"http://*:{port}");
        return configuration.GetSection("Kestrel:Endpoints").Exists() ? [] : [defaultUrl];
    }
}
