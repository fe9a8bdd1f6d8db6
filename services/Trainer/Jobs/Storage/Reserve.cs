using Kale.Bundles;
using Kale.Storage;

namespace Kale.Trainer.Jobs.Storage;

/// <summary>
/// A file of nothing. When the disk is full it is removed, so that there is room to write down that a
/// job failed and why.
/// </summary>
internal sealed class Reserve(string directory)
{
    private const int Bytes = 256 * 1024;
    private readonly string _path = Path.Combine(directory, "reserve");

    /// <summary>Takes the space, unless it is taken or there is none.</summary>
    public void Fill()
    {
        if (!PlainFile.Is(_path))
            Release();
        if (File.Exists(_path) && new FileInfo(_path).Length == Bytes)
            return;
        try
        {
            // Written, not only sized: a sparse file keeps nothing back.
            File.WriteAllBytes(_path, new byte[Bytes]);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            Release();
        }
    }

    public void Release() => File.Delete(_path);
}
