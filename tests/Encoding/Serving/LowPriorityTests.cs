using Kale.Bundles;
using Kale.Encoding.Inference;
using Kale.Encoding.Serving;
using Kale.Encoding.Tests.Graphs;

namespace Kale.Encoding.Tests.Serving;

public sealed class LowPriorityTests : IDisposable
{
    private const int NiceField = 16; // of /proc/…/stat, counted after the thread's name
    private const int Lowest = 19;

    private readonly string _store = Directory.CreateTempSubdirectory("kale-encoding-").FullName;

    public void Dispose() => Directory.Delete(_store, recursive: true);

    [Fact]
    public void Run_AnyWork_GivesWayAndLeavesTheCallersThreadAsItWas()
    {
        var own = Nice("/proc/thread-self");

        Assert.Equal(Math.Min(own + 10, Lowest), LowPriority.Run(10, () => Nice("/proc/thread-self")));
        Assert.Equal(own, Nice("/proc/thread-self"));
    }

    [Fact]
    public void Run_WorkThatFails_ThrowsItsOwnException() => Assert.Throws<BundleException>(
        () => LowPriority.Run<int>(10, () => throw new BundleException(BundleError.Corrupt, "damaged")));

    [Fact]
    public async Task Load_BesideOthers_LeavesThreadsOfTheEncodersPriorityAlone()
    {
        var bundle = BundlePublisher.Publish(
            TinyModels.Dual(layers: 1), space: null, new BundleStore(_store), "tiny", new PublishOptions
            {
                Provenance = new Provenance { Source = "made for a test", Created = DateTimeOffset.UnixEpoch },
            });
        var own = Nice("/proc/self");
        await using var encoder = Encoder.Load(
            bundle, new EncoderOptions { LoadsBeside = true, Inference = new InferenceOptions { Threads = 3 } });

        Assert.NotNull((await encoder.EncodeAsync(["ab"], EncoderRole.Query)).Texts[0].Vector);
        var threads = Directory.GetDirectories("/proc/self/task").Select(thread => NiceOrGone(thread, own)).ToList();
        var computing = Math.Min(own + LowPriority.Computing, Lowest);
        Assert.All(threads, nice => Assert.Contains(nice, new[] { own, computing }));
        // Two workers, and what a run of three threads, and one beside it, has besides its worker.
        Assert.True(threads.Count(nice => nice == computing) >= 4, string.Join(' ', threads));
    }

    private static int NiceOrGone(string thread, int gone)
    {
        try
        {
            return Nice(thread);
        }
        catch (IOException)
        {
            return gone;
        }
    }

    private static int Nice(string process)
    {
        var stat = File.ReadAllText($"{process}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[NiceField]);
    }
}
