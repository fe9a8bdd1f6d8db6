namespace Kale.ServiceDefaults.Security;

/// <summary>Scopes as people write them.</summary>
internal static class ScopeNames
{
    private static readonly Dictionary<string, Scope> s_scopes =
        Enum.GetValues<Scope>().ToDictionary(Of, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> All => s_scopes.Keys;

    public static string Of(Scope scope) => scope.ToString().ToLowerInvariant();

    /// <summary>Null where there is none of this name.</summary>
    public static Scope? Find(string name) => s_scopes.TryGetValue(name, out var scope) ? scope : null;
}
