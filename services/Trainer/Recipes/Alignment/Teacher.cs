using Kale.Bundles;
using Kale.Trainer.Jobs;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>The reference query encoder of a space, in memory.</summary>
/// <param name="Bundle">Its bundle, with the space's probes.</param>
/// <param name="Model">Its weights.</param>
internal sealed record Teacher(Bundle Bundle, EncoderModel Model)
{
    /// <exception cref="BundleException">It is not there, not whole, or no reference query encoder.</exception>
    public static Teacher Load(JobEncoders encoders, string name)
    {
        var bundle = encoders.Find(name);
        if (ComplaintAbout(bundle.Manifest) is { } complaint)
            throw new BundleException(BundleError.SpaceMismatch, complaint);
        return new Teacher(bundle, bundle.LoadModel());
    }

    /// <summary>Why an encoder cannot be a teacher; null: it can.</summary>
    public static string? ComplaintAbout(BundleManifest manifest) =>
        manifest.Kind != BundleKind.DualEncoder || manifest.Space is null
            ? $"'{manifest.Name}' is a cross encoder and makes no vectors; a teacher is the reference query encoder of "
                + "a space"
        : !manifest.Roles.Contains(EncoderRole.Query)
            ? $"'{manifest.Name}' encodes documents only; name the reference query encoder of {manifest.SpaceId}"
        : manifest.Fingerprint != manifest.Space.QueryFingerprint
            ? $"'{manifest.Name}' was itself aligned to {manifest.SpaceId}; name the reference query encoder of that "
                + $"space, which was its teacher ({manifest.Provenance.Teacher})"
        : null;

    /// <summary>The bundle that encodes the documents of the space; null: it is not in this store.</summary>
    public Bundle? ContextEncoder(BundleStore bundles)
    {
        if (Bundle.Manifest.Roles.Contains(EncoderRole.Context))
            return Bundle;
        var wanted = Bundle.Manifest.Space!.ContextFingerprint;
        return bundles.List().FirstOrDefault(entry => entry.Manifest?.Fingerprint == wanted) is { } found
            ? bundles.Find(found.Id)
            : null;
    }
}
