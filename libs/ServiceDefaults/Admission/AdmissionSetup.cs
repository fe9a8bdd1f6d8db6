using Microsoft.Extensions.DependencyInjection;

namespace Kale.ServiceDefaults.Admission;

/// <summary>Doors for a service's methods.</summary>
public static class AdmissionSetup
{
    /// <summary>Calls of a unary method are let in by a rule, or refused with OVERLOADED.</summary>
    /// <param name="services">The application's.</param>
    /// <param name="method">Its full name: <c>kale.v1.Search/Search</c>.</param>
    /// <param name="rule">Decides.</param>
    public static IServiceCollection AddDoor(
        this IServiceCollection services, string method, Func<IServiceProvider, IAdmissionRule> rule) =>
        services.AddSingleton(host => new Door(method, rule(host), host.GetRequiredService<TimeProvider>()));
}
