using Kale.EndToEnd.Tests;
using Kale.EndToEnd.Tests.Campaign;

// This assembly as a process: the long form of a test, or what a test measures from outside.
switch (args)
{
    case ["campaign", var kills, var minutes, .. var seed]: // tests/campaign/run.sh
        return await LongCampaign.RunAsync(
            int.Parse(kills), double.Parse(minutes), seed.Length > 0 ? int.Parse(seed[0]) : 1);
    case ["load", var first, var measured]:
        return LoadingMemory.Print(first, measured);
    default:
        Console.Error.WriteLine("campaign KILLS MINUTES [SEED] | load BUNDLE BUNDLE");
        return 2;
}
