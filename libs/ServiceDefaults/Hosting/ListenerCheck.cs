using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// A service that asks nobody who they are listens on this machine alone, unless it is told that its network lets
/// nobody else in; and an address with a purpose of its own shares its port with no other.
/// </summary>
internal sealed class ListenerCheck(CallAddresses calls, IEnumerable<SideListener> sides)
    : IValidateOptions<ServiceDefaultsOptions>
{
    private const string Section = ServiceDefaultsOptions.Section;

    public ValidateOptionsResult Validate(string? name, ServiceDefaultsOptions options)
    {
        string[] mistakes = [.. Exposed(options), .. Shared(options)];
        return mistakes.Length > 0 ? ValidateOptionsResult.Fail(mistakes) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> Exposed(ServiceDefaultsOptions options) =>
        options.AsksCallers || options.Insecure
            ? []
            : calls.Urls.Concat(sides.Where(side => side.TakesCalls).Select(side => side.Url))
                .Where(url => !IsLocal(url))
                .Take(1)
                .Select(url =>
                    $"Other machines reach {url}, and nobody is asked who calls. Set {Section}:Keys to a file of API "
                        + "keys ('kale keys new' makes it; 'kale serve --auth' takes it), or listen on 127.0.0.1. "
                        + $"Where the network lets nobody else in, say {Section}:Insecure=true ('kale serve "
                        + "--insecure').");

    private IEnumerable<string> Shared(ServiceDefaultsOptions options) =>
        sides.Select(side => (side.Setting, side.Url))
            .Append((Setting: $"{Section}:MetricsUrl", Url: options.MetricsUrl))
            .Where(side => Addresses.PortOf(side.Url) is not null)
            .Concat(calls.Urls.Select(url => (Setting: "urls", Url: url)))
            .GroupBy(listener => Addresses.PortOf(listener.Url))
            .Where(same => same.Key is not null && same.Any(listener => listener.Setting != "urls"))
            .Where(same => same.Count() > 1)
            .Select(same =>
                $"{same.First().Setting} is '{same.First().Url}', whose port {same.ElementAt(1).Setting} has too "
                    + $"('{same.ElementAt(1).Url}'); give it a port of its own.");

    // What is no address at all is told by whoever binds it.
    private static bool IsLocal(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException)
        {
            return true;
        }
    }
}
