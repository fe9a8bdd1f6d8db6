using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.Gateway.Tests.Support;

/// <summary>A query encoder of two dimensions: a query is an angle in degrees, "0" lies on the first axis.</summary>
internal sealed class ScriptedEncoder : QueryEncoding.QueryEncodingBase
{
    private int _waited;
    private int _left;

    public string SpaceId { get; set; } = Shelf.SpaceId;

    public bool Loaded { get; set; } = true;

    public string Replica { get; init; } = "peer";

    /// <summary>An answer waits for this.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>That of the last call.</summary>
    public DateTime Deadline { get; private set; }

    /// <summary>Calls that came to wait.</summary>
    public int Waited => Volatile.Read(ref _waited);

    /// <summary>Those of them that were ended before they had their answer.</summary>
    public int Left => Volatile.Read(ref _left);

    public override async Task<EncodeResponse> Encode(EncodeRequest request, ServerCallContext context)
    {
        RequireLoaded();
        Deadline = context.Deadline;
        await HoldAsync(context.CancellationToken);
        return new EncodeResponse
        {
            Results = { request.Texts.Select(text => Answer(text, request.Truncation)) },
            ServedBy = ServedBy(),
            Times = new EncodingTimes { Inference = new Google.Protobuf.WellKnownTypes.Duration { Nanos = 1 } },
        };
    }

    public override Task<GetEncoderResponse> GetEncoder(GetEncoderRequest request, ServerCallContext context)
    {
        RequireLoaded();
        return Task.FromResult(new GetEncoderResponse { ServedBy = ServedBy() });
    }

    private async Task HoldAsync(CancellationToken cancellation)
    {
        if (Held.IsCompleted)
            return;
        Interlocked.Increment(ref _waited);
        try
        {
            await Held.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _left);
            throw;
        }
    }

    public static float[] Vector(double degrees) =>
        [(float)Math.Cos(degrees * Math.PI / 180), (float)Math.Sin(degrees * Math.PI / 180)];

    private static EncodedItem Answer(string text, Truncation truncation)
    {
        if (text.Length > 5 && truncation == Truncation.Refuse)
            return new EncodedItem
            {
                Error = new ItemError { Code = 3, Reason = "TEXT_TOO_LONG", Message = "too long" },
            };
        var embedding = new Embedding { Truncated = text.Length > 5 };
        embedding.Values.AddRange(Vector(double.Parse(text[..Math.Min(5, text.Length)])));
        return new EncodedItem { Embedding = embedding };
    }

    private void RequireLoaded()
    {
        if (!Loaded)
            throw new FailureException(Reasons.EncoderNotLoaded, "not loaded yet");
    }

    private ServedBy ServedBy() => new() { BundleId = "bundle-scripted", SpaceId = SpaceId, Replica = Replica };
}
