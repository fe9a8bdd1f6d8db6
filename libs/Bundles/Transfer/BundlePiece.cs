namespace Kale.Bundles;

/// <summary>Some bytes of a bundle's file on their way to another store.</summary>
/// <param name="Path">The file, with slashes.</param>
/// <param name="Offset">Where in the file the bytes begin.</param>
/// <param name="Data">The bytes; the manifest always comes whole and first.</param>
public sealed record BundlePiece(string Path, long Offset, ReadOnlyMemory<byte> Data);
