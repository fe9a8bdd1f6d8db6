using Google.Protobuf.WellKnownTypes;
using Kale.V1;

namespace Kale.Gateway.Tests.Support;

/// <summary>A gateway with an encoder, a reranker and a store with the collection "docs".</summary>
internal sealed class Suite : IAsyncDisposable
{
    private readonly Peer _encoder;
    private readonly Peer _reranker;

    private Suite(
        Shelf shelf,
        ScriptedEncoder encoder,
        Peer encoderPeer,
        ScriptedReranker reranker,
        Peer rerankerPeer,
        GatewayHost gateway)
    {
        (Shelf, Encoder, Reranker, Gateway) = (shelf, encoder, reranker, gateway);
        (_encoder, _reranker) = (encoderPeer, rerankerPeer);
    }

    public Shelf Shelf { get; }

    public ScriptedEncoder Encoder { get; }

    public ScriptedReranker Reranker { get; }

    public GatewayHost Gateway { get; }

    public V1.Search.SearchClient Client => Gateway.Client;

    public static async Task<Suite> StartAsync(bool withReranker = true, params (string Option, string Value)[] options)
    {
        var (encoder, reranker) = (new ScriptedEncoder(), new ScriptedReranker());
        var shelf = await Shelf.StartAsync();
        await shelf.CommitAsync("docs", "first", Shelf.SpaceId,
            ("a", [0, 40], Payload("en", 2001)), ("b", [10], Payload("de", 2002)), ("c", [20], null));
        var (encoderPeer, rerankerPeer) = (await Peer.StartAsync(encoder), await Peer.StartAsync(reranker));
        var gateway = await GatewayHost.StartAsync(
        [
            ("QueryEncoder:Address", encoderPeer.Address), ("Qdrant:Address", shelf.Address),
            ("Reranker:Address", withReranker ? rerankerPeer.Address : ""), .. options,
        ]);
        await gateway.WaitUntilReadyAsync();
        return new Suite(shelf, encoder, encoderPeer, reranker, rerankerPeer, gateway);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _encoder.DisposeAsync();
        await _reranker.DisposeAsync();
        await Shelf.DisposeAsync();
    }

    private static Struct Payload(string language, int year) => new()
    {
        Fields =
        {
            ["language"] = Value.ForString(language),
            ["year"] = Value.ForNumber(year),
            ["draft"] = Value.ForBool(language == "de"),
            ["day"] = Value.ForString(language == "de" ? "2024-05-01" : "2023-12-31T23:59:59Z"),
            [language == "de" ? "dc.subject" : "subject"] = Value.ForString("baking"),
        },
    };
}
