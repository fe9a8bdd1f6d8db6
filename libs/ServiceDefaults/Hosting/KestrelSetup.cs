using System.Net;
using Kale.ServiceDefaults.Security.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// Addresses and limits of the listener. gRPC without TLS needs HTTP/2 by prior knowledge, so an address speaks either
/// HTTP/2 or, the metrics one, HTTP/1.1. More of an address is Kestrel's own configuration ("Kestrel:Endpoints").
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
        var calls = new CallAddresses([.. Addresses.Of(builder.Configuration, defaultUrl).Select(Addresses.Checked)]);
        builder.Services.AddSingleton(calls);
        if (!Addresses.HasEndpoints(builder.Configuration))
            builder.WebHost.UseUrls([.. calls.Urls]);
        var metricsPort = Addresses.PortOf(options.MetricsUrl);
        if (metricsPort is not null)
            Addresses.Add(builder, options.MetricsUrl);
        builder.AddListener(new SideListener($"{ServiceDefaultsOptions.Section}:HealthUrl", options.HealthUrl));
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
            kestrel.ConfigureHttpsDefaults(
                https => kestrel.ApplicationServices.GetRequiredService<ServerCertificates>().Apply(https));
            kestrel.ConfigureEndpointDefaults(listen => listen.Protocols =
                listen.EndPoint is IPEndPoint { Port: > 0 } address && address.Port == metricsPort
                    ? HttpProtocols.Http1
                    : HttpProtocols.Http2);
        });
    }
}
