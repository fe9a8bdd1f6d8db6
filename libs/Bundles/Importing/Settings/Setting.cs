using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>What becomes of a setting.</summary>
internal enum SettingUse
{
    /// <summary>Ids and vectors follow what it says.</summary>
    Honoured,

    /// <summary>Only what is done anyway may be said; anything else is refused.</summary>
    RefusedUnless,

    /// <summary>No id and no vector depends on it.</summary>
    WithoutEffect,
}

/// <summary>A row of the table: a setting of a file, and what becomes of it.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Use">What becomes of it.</param>
/// <param name="Allows">Whether a value (null: JSON's null) can be taken.</param>
/// <param name="Needed">What to do where it cannot.</param>
internal sealed record Setting(string Name, SettingUse Use, Func<JsonNode?, bool> Allows, string Needed)
{
    public static IEnumerable<Setting> Honoured(params string[] names) =>
        Rows(SettingUse.Honoured, _ => true, "", names);

    public static IEnumerable<Setting> Honoured(
        Func<JsonNode?, bool> allows, string needed, params string[] names) =>
        Rows(SettingUse.Honoured, allows, needed, names);

    public static IEnumerable<Setting> Only(Func<JsonNode?, bool> allows, string needed, params string[] names) =>
        Rows(SettingUse.RefusedUnless, allows, needed, names);

    public static IEnumerable<Setting> WithoutEffect(params string[] names) =>
        Rows(SettingUse.WithoutEffect, _ => true, "", names);

    private static IEnumerable<Setting> Rows(
        SettingUse use, Func<JsonNode?, bool> allows, string needed, IEnumerable<string> names) =>
        names.Select(name => new Setting(name, use, allows, needed));
}
