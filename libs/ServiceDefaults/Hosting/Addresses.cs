using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>Where a service is told to listen.</summary>
internal static class Addresses
{
    // Kestrel's own configuration, which counts before all else that names addresses.
    private const string Endpoints = "Kestrel:Endpoints";

    // Sorts behind what people write: the first address is the one that a service tells others.
    private const string Added = "~kale-";

    /// <summary>Where calls come to.</summary>
    public static IReadOnlyList<string> Of(IConfiguration configuration, string defaultUrl)
    {
        if (HasEndpoints(configuration))
            return [.. configuration.GetSection(Endpoints).GetChildren().Select(one => one["Url"]).OfType<string>()];
        if (configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls)
            return Split(urls);
        var ports = configuration[WebHostDefaults.HttpPortsKey];
        return string.IsNullOrEmpty(ports) ? [defaultUrl] : [.. Split(ports).Select(port => $"http://*:{port}")];
    }

    /// <summary>Listens there too.</summary>
    public static void Add(WebApplicationBuilder builder, string url)
    {
        if (HasEndpoints(builder.Configuration))
            builder.Configuration[$"{Endpoints}:{Added}{PortOf(url)}:Url"] = url;
        else
            builder.WebHost.UseUrls([.. Split(builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? ""), url]);
    }

    public static bool HasEndpoints(IConfiguration configuration) => configuration.GetSection(Endpoints).Exists();

    /// <summary>The port of an address such as http://0.0.0.0:9464; null when it is none.</summary>
    public static int? PortOf(string url) =>
        (url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        && NumberIn(url) is > 0 and <= IPEndPoint.MaxPort and var port
            ? port
            : null;

    /// <summary>What else is wrong with an address Kestrel tells itself.</summary>
    public static string Checked(string url) => NumberIn(url) is < 0 or > IPEndPoint.MaxPort
        ? throw new MisconfiguredException(
            [$"The port of the address '{url}' is out of range: use 1 to {IPEndPoint.MaxPort}, or 0 for a free one."])
        : url;

    private static string[] Split(string list) =>
        list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

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
}
