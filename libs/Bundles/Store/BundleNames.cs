using System.Text.RegularExpressions;

namespace Kale.Bundles;

/// <summary>
/// Names of bundles: up to 100 letters, digits, dots, hyphens and underscores, a letter or digit first, and nothing
/// that looks like an id.
/// </summary>
public static partial class BundleNames
{
    /// <summary>Returns the name if it is one.</summary>
    /// <exception cref="BundleException">It is not; the message says what is allowed.</exception>
    public static string Checked(string name) =>
        name is not null && Name().IsMatch(name) && !name.StartsWith("bundle-", StringComparison.Ordinal)
            ? name
            : throw new BundleException(
                BundleError.Invalid,
                $"'{name}' cannot be a bundle's name: up to 100 letters, digits, '.', '-' and '_', "
                    + "a letter or digit first, and not 'bundle-…'.");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z")]
    private static partial Regex Name();
}
