namespace Kale.Bundles;

/// <summary>The safetensors format: named tensors in one file, or in shards with an index.</summary>
public static class SafeTensors
{
    /// <summary>
    /// Reads all tensors of a .safetensors file, or of the shards that a .safetensors.index.json lists; F32, F16 and
    /// BF16 become float32.
    /// </summary>
    /// <exception cref="BundleException">
    /// The file is missing, truncated or malformed, its tensors overlap, or one is of another type; the message names
    /// file and tensor.
    /// </exception>
    public static TensorSet Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var archive = SafeTensorsArchive.Open(path);
        return new TensorSet(archive.Names.Select(archive.Read));
    }

    /// <summary>Reads the header of one .safetensors file.</summary>
    /// <exception cref="BundleException">The file is missing, truncated or malformed.</exception>
    public static TensorFileSize Measure(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = SafeTensorsFile.Open(path);
        return file.Size;
    }

    /// <summary>Writes all tensors as F32, in the order of their names.</summary>
    public static void Write(string path, TensorSet tensors)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.Create(path);
        Write(stream, tensors);
    }

    /// <summary>Writes all tensors as F32, in the order of their names.</summary>
    public static void Write(Stream stream, TensorSet tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        SafeTensorsWriter.Write(stream, tensors);
    }
}
