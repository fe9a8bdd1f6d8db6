using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Settings;

/// <summary>Options as settings that people write.</summary>
public static class SettingsExtensions
{
    /// <summary>
    /// Options bound to their section and checked at the start; a mistake is told by the name of its setting.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TValidator">
    /// What <see cref="OptionsValidatorAttribute"/> made of the options' attributes.
    /// </typeparam>
    /// <param name="services">The application's.</param>
    /// <param name="section">The configuration section.</param>
    public static OptionsBuilder<TOptions> AddSettings<TOptions, TValidator>(
        this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : IValidateOptions<TOptions>, new()
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(
            new SettingsValidator<TOptions, TValidator>(section)));
        return services.AddOptionsWithValidateOnStart<TOptions>().BindConfiguration(section);
    }
}
