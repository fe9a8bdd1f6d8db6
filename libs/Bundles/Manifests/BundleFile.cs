using System.Text;

namespace Kale.Bundles;

/// <summary>A file to be written into a bundle.</summary>
/// <param name="Path">Its path inside, with slashes: <c>onnx/model.onnx</c>.</param>
/// <param name="Write">Writes its bytes.</param>
public sealed record BundleFile(string Path, Action<Stream> Write)
{
    /// <summary>A file of UTF-8 text.</summary>
    public static BundleFile OfText(string path, string text) =>
        new(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
