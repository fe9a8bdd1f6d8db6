using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>An address with a purpose of its own, beside those that all calls come to.</summary>
/// <param name="Setting">Where it is set.</param>
/// <param name="Url">Such as http://0.0.0.0:8081, with a port of its own.</param>
/// <param name="Services">
/// The gRPC services that are called there and nowhere else; health is answered there too. Empty: health alone.
/// </param>
public sealed record SideListener(string Setting, string Url, params IReadOnlyList<string> Services)
{
    internal int Port => Addresses.PortOf(Url) ?? 0;

    /// <summary>Whether more than health is answered there.</summary>
    internal bool TakesCalls => Services.Count > 0;
}

/// <summary>Adds such addresses.</summary>
public static class SideListenerSetup
{
    /// <summary>
    /// Listens there too, after <see cref="ServiceDefaultsExtensions.AddServiceDefaults"/>; an address that is none is
    /// left to whoever checks its setting.
    /// </summary>
    public static WebApplicationBuilder AddListener(this WebApplicationBuilder builder, SideListener listener)
    {
        if (!IsAddress(listener.Url))
            return builder;
        builder.Services.AddSingleton(listener);
        Addresses.Add(builder, listener.Url);
        return builder;
    }

    /// <summary>Whether it may be the address of one.</summary>
    public static bool IsAddress(string url) => Addresses.PortOf(url) is not null;
}
