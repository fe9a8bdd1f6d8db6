namespace Kale.Bundles;

/// <summary>Several files read as one run of bytes.</summary>
internal sealed class ConcatenatedFiles : IDisposable
{
    private readonly IReadOnlyList<string> _paths;
    private readonly List<FileStream> _files = [];
    private long _left;

    public ConcatenatedFiles(IReadOnlyList<string> paths)
    {
        _paths = paths;
        try
        {
            foreach (var path in paths)
            {
                _files.Add(FileAccessor.OpenRead(path));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        _left = _files.Sum(file => file.Length);
    }

    public byte[] Read(string what, long count)
    {
        if (count > Math.Min(_left, Array.MaxLength))
        {
            throw Damaged($"'{what}' needs {count} bytes, but only {_left} are left");
        }

        var bytes = new byte[count];
        var filled = 0;
        foreach (var file in _files)
        {
            filled += file.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
        }

        _left -= filled;
        return filled == count ? bytes : throw Damaged($"the file ends within '{what}'");
    }

    public void RequireEnd()
    {
        if (_left > 0)
        {
            throw Damaged($"{_left} bytes after the last weight belong to none");
        }
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private BundleException Damaged(string what) => new(
        BundleError.Corrupt, $"{string.Join(", ", _paths)}: {what}. The file is damaged or incomplete; get it anew.");
}
