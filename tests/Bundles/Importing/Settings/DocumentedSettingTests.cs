namespace Kale.Bundles.Tests.Importing.Settings;

/// <summary>docs/importing.md names every setting that is honoured or refused.</summary>
public sealed class DocumentedSettingTests
{
    [Fact]
    public void Documentation_NamesEverySettingThatMatters()
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "importing.md"));
        var rows = ModelSettings.All.SelectMany(table => table.Rows)
            .Where(row => row.Use != SettingUse.WithoutEffect)
            .Select(row => row.Name).Distinct();

        Assert.DoesNotContain(rows, name => !text.Contains($"`{name}`", StringComparison.Ordinal));
    }
}
