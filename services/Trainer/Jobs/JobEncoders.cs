using Kale.Bundles;

namespace Kale.Trainer.Jobs;

/// <summary>
/// The encoders that a job names, each looked up once, when the job is started: whatever a name comes to stand for
/// afterwards, the job goes on with the bundle that it was checked with.
/// </summary>
/// <param name="bundles">Where bundles lie.</param>
/// <param name="known">Names that were looked up before, with their ids.</param>
internal sealed class JobEncoders(BundleStore bundles, IReadOnlyDictionary<string, string>? known = null)
{
    private readonly Dictionary<string, string> _ids =
        new(known ?? new Dictionary<string, string>(), StringComparer.Ordinal);

    /// <summary>Names, as the spec has them, with the ids of their bundles.</summary>
    public IReadOnlyDictionary<string, string> Ids => _ids;

    /// <summary>The id of a bundle that was named by name, id, or the beginning of an id.</summary>
    /// <exception cref="BundleException">There is none, or several, or none any more.</exception>
    public string IdOf(string name)
    {
        if (!_ids.TryGetValue(name, out var id))
            return _ids[name] = bundles.Resolve(name);
        return Directory.Exists(PathOf(id)) ? id : throw new BundleException(
            BundleError.NotFound,
            $"'{name}' was {id} when the job was started, and that is in {bundles.Directory} no more; put it back, "
                + "or start another job.");
    }

    /// <summary>What a bundle says of itself; its files are not verified.</summary>
    /// <exception cref="BundleException">It is not there or not whole.</exception>
    public BundleManifest Manifest(string name) => BundleManifest.Read(PathOf(IdOf(name)));

    /// <summary>The sizes of an encoder.</summary>
    /// <exception cref="BundleException">Its config.json is not there or not whole.</exception>
    public EncoderConfig ConfigOf(BundleManifest encoder) =>
        EncoderConfig.Read(Path.Combine(PathOf(encoder.Id), "config.json"));

    /// <summary>Opens and verifies a bundle.</summary>
    /// <exception cref="BundleException">It is not there or not whole.</exception>
    public Bundle Find(string name) => bundles.Find(IdOf(name));

    private string PathOf(string id) => Path.Combine(bundles.Directory, id);
}
