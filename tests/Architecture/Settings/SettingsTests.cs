namespace Kale.Architecture.Tests.Settings;

/// <summary>docs/operations.md lists every setting there is, with the default that it has.</summary>
public sealed class SettingsTests
{
    private static readonly string s_operations =
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));

    [Fact]
    public void Operations_TableOfSettings_NamesEveryOptionAndNoOther()
    {
        var documented = DocumentedSettings.Read(s_operations, ServiceSettings.Sections.Keys)
            .Select(setting => setting.Key)
            .ToList();
        Assert.Empty(ServiceSettings.Defaults.Keys.Except(documented));
        Assert.Empty(documented.Except(ServiceSettings.Defaults.Keys));
        Assert.Empty(documented.GroupBy(name => name).Where(names => names.Count() > 1).Select(names => names.Key));
    }

    [Fact]
    public void Operations_TableOfSettings_SaysTheDefaultsOfTheCode() => Assert.Empty(
        from setting in DocumentedSettings.Read(s_operations, ServiceSettings.Sections.Keys)
        where ServiceSettings.Defaults.TryGetValue(setting.Key, out var real) && real != setting.Value
        select $"{setting.Key}: documented {setting.Value}, in the code {ServiceSettings.Defaults[setting.Key]}");

    [Fact]
    public void Read_OfARow_NamesEachByItsOwnPathAndDefault()
    {
        const string Table = """
            | setting | default | |
            |---|---|---|
            | `A:B:One`, `Two` | `x`, 1,024 | what they do, and why |
            | `A:Three:NAME` | none | |
            | `OTHER_VARIABLE` | none | of nobody's section |
            """;
        Assert.Equal(
            [
                KeyValuePair.Create("A:B:One", "x"),
                KeyValuePair.Create("A:B:Two", "1,024"),
                KeyValuePair.Create("A:Three:NAME", "none"),
            ],
            DocumentedSettings.Read(Table, ["A"]));
    }
}
