using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Encoding.Tests.Tokenization;

namespace Kale.Encoding.Tests.Graphs;

/// <summary>The pretrained encoder's graph in the hands of others.</summary>
[Collection(nameof(MiniLm))]
public class PeerParityTests(MiniLm miniLm)
{
    [Fact]
    public async Task Publish_OpenedByNodePeers_GivesOurVectors()
    {
        var texts = MiniLm.Texts(200);
        var tokenized = miniLm.Tokenize(texts);

        var peers = await SentenceEmbeddingPeers.EncodeAsync(miniLm.Bundle, texts, tokenized);

        var ours = tokenized.Select(text => miniLm.Fused.Run([text])[0]).ToArray();
        Assert.All(ours.Index(), row =>
        {
            Assert.InRange(Vectors.Cosine(row.Item, peers.OnnxRuntime[row.Index]), 0.99999, 1.00001);
            Assert.InRange(Vectors.Cosine(row.Item, peers.Transformers[row.Index]), 0.99999, 1.00001);
        });
    }

    /// <summary>Vectors that the publishers of a documentation package made with the unquantised model.</summary>
    [Fact]
    public void Run_PublishedPassages_IsCloseToPublishedVectors()
    {
        var published = File.ReadAllBytes(
            Path.Combine(Npm.Modules, "@sap-ux", "fiori-docs-embeddings", "data", "embeddings", "embeddings.bin"));
        var passages = miniLm.Tokenize(Npm.FioriDocs().Take(60), maxTokens: 512);

        var cosines = passages.Select((passage, i) => Vectors.Cosine(
            miniLm.Fused.Run([passage])[0],
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(published).Slice(i * 384, 384)));

        Assert.InRange(cosines.Average(), 0.97, 1);
    }

    [Fact]
    public void WriteFused_RealWeights_EqualsPortable()
    {
        var texts = miniLm.Tokenize(MiniLm.Texts(40));
        using var portable = new EncoderSession(miniLm.Model, new InferenceOptions { Form = GraphForm.Portable });

        Assert.All(
            miniLm.Fused.Run(texts).Zip(portable.Run(texts)),
            rows => Vectors.AssertClose(rows.First, rows.Second, 1e-5));
    }

    [Fact]
    public void Run_BatchOfAllLengths_EqualsSingleRows()
    {
        var texts = miniLm.Tokenize(MiniLm.Texts(40));

        var batched = miniLm.Fused.Run(texts);

        Assert.All(
            batched.Index(),
            row => Vectors.AssertClose(miniLm.Fused.Run([texts[row.Index]])[0], row.Item, 1e-5));
    }

    /// <summary>A query encoder cut from the context encoder: fewer layers, the same names.</summary>
    [Fact]
    public void Run_FewerLayers_EqualsReference()
    {
        var cut = miniLm.Model with { Config = miniLm.Model.Config with { Layers = 1 } };
        using var session = new EncoderSession(cut, new InferenceOptions());
        var text = miniLm.Tokenize(["How do I animate a dialog when it opens?"])[0];

        Vectors.AssertClose(new ReferenceEncoder(cut).Encode(text), session.Run([text])[0], 1e-5);
    }
}
