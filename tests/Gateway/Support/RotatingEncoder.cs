using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.Gateway.Tests.Support;

/// <summary>
/// A replica with any number of encoders of two dimensions: "b+5" answers the query "30" by the direction 35.
/// </summary>
internal sealed class RotatingEncoder : QueryEncoding.QueryEncodingBase
{
    private int _starting;

    public string Configured { get; set; } = RoutedSuite.Active;

    /// <summary>Calls for no encoder in particular that find none, as of a replica that has just started.</summary>
    public int Starting
    {
        get => Math.Max(0, Volatile.Read(ref _starting));
        set => Volatile.Write(ref _starting, value);
    }

    /// <summary>How long an encoder says it took; 1 ms where nothing is set.</summary>
    public ConcurrentDictionary<string, TimeSpan> Times { get; } = [];

    /// <summary>Encoders whose calls fail.</summary>
    public ConcurrentDictionary<string, bool> Failing { get; } = [];

    /// <summary>Encoders that are not loaded any more.</summary>
    public ConcurrentDictionary<string, bool> Absent { get; } = [];

    /// <summary>Encoders whose answers wait until the task is done.</summary>
    public ConcurrentDictionary<string, Task> Held { get; } = [];

    public ConcurrentDictionary<string, int> Calls { get; } = [];

    public override async Task<EncodeResponse> Encode(EncodeRequest request, ServerCallContext context)
    {
        var bundle = request.BundleId.Length == 0 ? Configured : request.BundleId;
        Calls.AddOrUpdate(bundle, 1, (_, calls) => calls + 1);
        if (request.BundleId.Length == 0 && Interlocked.Decrement(ref _starting) >= 0)
            throw new FailureException(Reasons.EncoderNotLoaded, "no encoder is loaded yet");
        if (Absent.ContainsKey(bundle))
            throw new FailureException(Reasons.BundleNotReady, $"{bundle} is not ready here");
        if (Failing.ContainsKey(bundle))
            throw new FailureException("INFERENCE_FAILED", $"{bundle} fails");
        if (Held.TryGetValue(bundle, out var held))
            await held.WaitAsync(context.CancellationToken);
        var took = Duration.FromTimeSpan(Times.GetValueOrDefault(bundle, TimeSpan.FromMilliseconds(1)));
        return new EncodeResponse
        {
            Results = { request.Texts.Select(text => Answer(text, bundle)) },
            ServedBy = ServedBy(bundle),
            Times = new EncodingTimes { Inference = took },
        };
    }

    public override Task<GetEncoderResponse> GetEncoder(GetEncoderRequest request, ServerCallContext context) =>
        Task.FromResult(new GetEncoderResponse { ServedBy = ServedBy(Configured) });

    private static EncodedItem Answer(string text, string bundle)
    {
        var angle = AngleOf(text.Split(' ')[^1]) + double.Parse(bundle[1..], CultureInfo.InvariantCulture);
        var vector = bundle == "b+999" ? [float.NaN, float.NaN] : ScriptedEncoder.Vector(angle);
        var embedding = new Embedding();
        embedding.Values.AddRange(vector);
        return new EncodedItem { Embedding = embedding };
    }

    // The last word is the angle: caches are met with another first one. Documents lie ten degrees apart; any other
    // word lies where its first letter says.
    private static double AngleOf(string word) =>
        double.TryParse(word, CultureInfo.InvariantCulture, out var angle) ? angle
        : word[0] == 'd' && int.TryParse(word[1..], CultureInfo.InvariantCulture, out var document) ? document * 10
        : (word[0] - 'a') * 14;

    private static ServedBy ServedBy(string bundle) =>
        new() { BundleId = bundle, SpaceId = Shelf.SpaceId, Replica = "replica" };
}
