namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>Half of the kills hit the suite as a whole, half its services one after the other.</summary>
internal static class LongCampaign
{
    public static async Task<int> RunAsync(int kills, double minutes, int seed)
    {
        var (directory, broken) = (Directory.CreateTempSubdirectory("kale-campaign-").FullName, 0);
        foreach (var start in new[] { CampaignSuite.WholeAsync, CampaignSuite.ApartAsync })
        {
            using var suite = await start(directory);
            var campaign = new KillCampaign(suite, Path.Combine(directory, "elsewhere"), Console.WriteLine);
            await campaign.RunAsync(new CampaignLength((kills + 1) / 2, TimeSpan.FromMinutes(minutes / 2), seed));
            Console.WriteLine(string.Join('\n', campaign.Table()) + "\n");
            broken += campaign.Findings.All.Count;
        }

        if (broken == 0)
            Directory.Delete(directory, recursive: true);
        else
            Console.WriteLine($"What is left lies in {directory}.");
        return broken == 0 ? 0 : 1;
    }
}
