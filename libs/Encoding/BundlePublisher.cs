using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Encoding.Probing;

namespace Kale.Encoding;

/// <summary>
/// Makes a served bundle of an encoder: the portable graph, and the probes that prove its space. Nothing is stored
/// unless both forms of the graph reproduce the probes.
/// </summary>
public static class BundlePublisher
{
    /// <summary>Writes the encoder into the store and lets <paramref name="name"/> point to it.</summary>
    /// <param name="model">The encoder.</param>
    /// <param name="space">The space it was aligned to; null: its own, of which it is the reference for both
    /// sides.</param>
    /// <param name="store">Where the bundle goes.</param>
    /// <param name="name">What people will call it.</param>
    /// <param name="options">Its provenance and roles.</param>
    /// <exception cref="BundleException">
    /// The parts do not fit each other; the encoder is not close enough to the space's reference (ProbeMismatch); the
    /// reference's vectors are needed and missing; or the disk cannot be written.
    /// </exception>
    public static Bundle Publish(
        EncoderModel model, SpaceDefinition? space, BundleStore store, string name, PublishOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        var graph = EncoderGraph.ToBytes(model, GraphForm.Portable);
        using var portable = new EncoderSession(graph, model.Config.PadTokenId, options.Inference);
        using var fused = new EncoderSession(model, options.Inference with { Form = GraphForm.Fused });
        var proof = model.Kind == BundleKind.CrossEncoder
            ? CrossEncoderProof.Of(model, portable, fused)
            : SpaceProof.Of(model, space ?? SpaceDefinition.Symmetric(model), options, portable, fused);
        var bundle = BundleWriter.Write(
            store.Directory,
            name,
            model,
            proof.Space,
            proof.Roles,
            options.Provenance,
            [GraphFile(graph), .. proof.Files]);
        store.SetName(name, bundle.Id);
        return bundle;
    }

    private static BundleFile GraphFile(byte[] graph) => new(EncoderGraph.PortableFile, stream => stream.Write(graph));
}
