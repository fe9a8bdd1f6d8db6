namespace Kale.Bundles;

/// <summary>
/// Names of bundles that services are started with. Who moves or removes one decides what is served after the next
/// restart; a service may wait for one that no bundle has yet.
/// </summary>
/// <param name="setting">The names, with commas between.</param>
public sealed class ProtectedNames(string setting)
{
    private readonly HashSet<string> _names =
    [
        .. setting.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    ];

    /// <summary>Whether a service is started with it.</summary>
    public bool Contains(string name) => _names.Contains(name);
}
