using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Settings;

/// <summary>A generated validator whose failures begin with the setting as people write it.</summary>
internal sealed class SettingsValidator<TOptions, TValidator>(string section) : IValidateOptions<TOptions>
    where TOptions : class
    where TValidator : IValidateOptions<TOptions>, new()
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var result = new TValidator().Validate(section, options);
        return result.Failed
            ? ValidateOptionsResult.Fail(result.Failures.Select(failure => SettingName.Lead(section, failure)))
            : result;
    }
}

internal static partial class SettingName
{
    /// <summary>
    /// "Size: The field Section.Part.Size must be …" becomes "Section:Part:Size: The field Size must be …".
    /// </summary>
    /// <param name="section">Where such names begin: an address in a message of the options' own is none.</param>
    /// <param name="failure">As the generated validator says it.</param>
    public static string Lead(string section, string failure)
    {
        var path = Path().Match(failure);
        return path.Success && path.Value.StartsWith(section + ".", StringComparison.Ordinal)
            ? $"{path.Value.Replace('.', ':')}: "
                + failure[(failure.IndexOf(' ') + 1)..].Replace(path.Value, path.Groups[1].Value)
            : failure;
    }

    [GeneratedRegex(@"(?:\w+\.)+(\w+)")]
    private static partial Regex Path();
}
