namespace Kale.Bundles;

/// <summary>Takes a bundle apart for <see cref="IncomingBundle"/>.</summary>
public static class OutgoingBundle
{
    /// <summary>Bytes of a piece: a message of it stays well below gRPC's limit of 4 MiB.</summary>
    public const int PieceBytes = 256 * 1024;

    /// <summary>The manifest, then every file from where the receiver's copy ends.</summary>
    /// <param name="bundle">What is sent.</param>
    /// <param name="offsets">Bytes the receiver holds of each file already.</param>
    /// <exception cref="BundleException">
    /// A file cannot be read, or the receiver says that it holds more of one than there is.
    /// </exception>
    public static IEnumerable<BundlePiece> Read(Bundle bundle, IReadOnlyDictionary<string, long> offsets)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(offsets);
        if (offsets.GetValueOrDefault(BundleManifest.FileName) == 0)
        {
            var manifest = FileAccessor.ReadAllBytes(Path.Combine(bundle.Directory, BundleManifest.FileName));
            yield return new BundlePiece(BundleManifest.FileName, 0, manifest);
        }

        foreach (var piece in bundle.Manifest.Files.Keys
            .SelectMany(file => Read(bundle, file, offsets.GetValueOrDefault(file))))
        {
            yield return piece;
        }
    }

    private static IEnumerable<BundlePiece> Read(Bundle bundle, string file, long offset)
    {
        using var stream = FileAccessor.OpenRead(bundle.PathOf(file));
        if (offset < 0 || offset > stream.Length)
            throw new BundleException(
                BundleError.Invalid, $"{file} has {stream.Length} bytes; none can be sent from {offset} on.");
        stream.Position = offset;
        while (stream.Position < stream.Length)
        {
            var (start, data) = (stream.Position, new byte[Math.Min(PieceBytes, stream.Length - stream.Position)]);
            stream.ReadExactly(data);
            yield return new BundlePiece(file, start, data);
        }
    }
}
