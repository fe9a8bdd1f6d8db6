using System.Text.RegularExpressions;

namespace Kale.Rollouts.Routes;

/// <summary>
/// Names of routes: up to 64 letters, digits, dots, hyphens and underscores, a letter or digit first.
/// </summary>
internal static partial class RouteNames
{
    /// <exception cref="RouteException">It is none.</exception>
    public static string Checked(string name) => Name().IsMatch(name) ? name : throw new RouteException(
        RouteError.InvalidName,
        $"'{name}' cannot be a route's name: up to 64 letters, digits, '.', '-' and '_', a letter or digit first.");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Name();
}
