namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>The short form of tests/campaign/run.sh.</summary>
public sealed class KillCampaignTests
{
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 10)]
    public async Task Kill_UnderEveryLoad_BreaksNoPromise(bool whole, int kills)
    {
        using var directory = new TemporaryDirectory();
        using var suite = whole
            ? await CampaignSuite.WholeAsync(directory.Path)
            : await CampaignSuite.ApartAsync(directory.Path);
        var campaign = new KillCampaign(suite, directory["elsewhere"]);

        await campaign.RunAsync(new CampaignLength(kills, s_time));

        Assert.True(campaign.Findings.All.Count == 0, string.Join('\n', campaign.Table()));
        Assert.InRange(campaign.Kills, 1, kills);
        Assert.All(campaign.Loads, load => Assert.NotEqual(0, load.Done));
    }
}
