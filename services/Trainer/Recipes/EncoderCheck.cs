using System.Diagnostics.CodeAnalysis;
using Kale.Bundles;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Jobs;

namespace Kale.Trainer.Recipes;

/// <summary>Whether the encoders that a spec names are there and of the kind that is needed.</summary>
internal static class EncoderCheck
{
    /// <summary>
    /// The manifest of a bundle; null, with a violation noted, if there is none or it is of the wrong kind.
    /// </summary>
    /// <param name="check">Collects.</param>
    /// <param name="field">Below the spec.</param>
    /// <param name="encoders">Finds it.</param>
    /// <param name="name">A name or id.</param>
    /// <param name="kind">The kind that is needed; null: either.</param>
    public static BundleManifest? Find(
        RequestCheck check, string field, JobEncoders encoders, string name, BundleKind? kind)
    {
        if (name.Length == 0)
        {
            check.Violation(field, "must name a bundle");
            return null;
        }

        try
        {
            var manifest = encoders.Manifest(name);
            if (kind is null || manifest.Kind == kind)
                return manifest;
            check.Violation(field, $"'{name}' is a {Describe(manifest.Kind)}; a {Describe(kind.Value)} is needed here");
        }
        catch (BundleException e)
        {
            check.Violation(field, e.Message);
        }

        return null;
    }

    /// <summary>The sizes of an encoder that was found.</summary>
    /// <exception cref="BundleException">Its config.json is not there or not whole.</exception>
    [return: NotNullIfNotNull(nameof(encoder))]
    public static EncoderConfig? ConfigOf(JobEncoders encoders, BundleManifest? encoder) =>
        encoder is null ? null : encoders.ConfigOf(encoder);

    private static string Describe(BundleKind kind) =>
        kind == BundleKind.CrossEncoder ? "cross encoder" : "dual encoder";
}
