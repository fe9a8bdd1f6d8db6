using Google.Protobuf;
using Kale.Bundles;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>Uploads bundles, each over as many attempts as it takes.</summary>
internal sealed class UploadLoad(CampaignSuite suite, Findings findings, string elsewhere) : Load(suite, findings)
{
    private const int FirstSeed = 1000;
    private readonly HashSet<string> _stored = [];
    private Bundle? _sending;

    public override string Name => "upload";

    public override string Summary => "bundles stored";

    protected override async Task StepAsync()
    {
        _sending ??= TinyEncoder.Write(elsewhere, FirstSeed + _stored.Count);
        using var call = Suite.Registry.UploadBundle(deadline: Deadline);
        await call.RequestStream.WriteAsync(new UploadBundleRequest
        {
            Manifest = new EncoderManifest { BundleId = _sending.Id, Name = _sending.Manifest.Name },
        });
        while (await call.ResponseStream.MoveNext(default))
        {
            if (call.ResponseStream.Current.Plan is { } plan)
                await SendAsync(call.RequestStream, _sending, plan);
            if (call.ResponseStream.Current.Stored is null)
                continue;
            _stored.Add(_sending.Id);
            _sending = null;
            Promised();
            return;
        }
    }

    protected override async Task CheckAsync()
    {
        var listed = (await Suite.Registry.ListBundlesAsync(new ListBundlesRequest(), deadline: Deadline))
            .Bundles.Select(bundle => bundle.BundleId).ToHashSet();
        foreach (var lost in _stored.Where(id => !listed.Contains(id)))
            Findings.Add($"{lost} was stored and is lost");
    }

    private static async Task SendAsync(
        Grpc.Core.IClientStreamWriter<UploadBundleRequest> requests, Bundle bundle, UploadPlan plan)
    {
        var offsets = plan.Offsets.ToDictionary(offset => offset.Key, offset => (long)offset.Value);
        foreach (var piece in OutgoingBundle.Read(bundle, offsets))
        {
            var chunk = new BundleChunk
            {
                Path = piece.Path,
                Offset = (ulong)piece.Offset,
                Data = UnsafeByteOperations.UnsafeWrap(piece.Data),
            };
            await requests.WriteAsync(new UploadBundleRequest { Chunk = chunk });
        }

        await requests.CompleteAsync();
    }
}
