namespace Kale.Rollouts.State;

/// <summary>By what a file that is replaced whole is known to be the same still.</summary>
internal readonly record struct FileStamp(DateTime Written, long Length)
{
    // Longer than the steps that file systems count in: within one, two replacements look the same.
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether another replacement would have another time. Not by a clock that was set back since.</summary>
    public bool IsSettled => TimeProvider.System.GetUtcNow().UtcDateTime - Written > s_step;

    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(file.LastWriteTimeUtc, file.Length) : new FileStamp(DateTime.MaxValue, 0);
    }
}
