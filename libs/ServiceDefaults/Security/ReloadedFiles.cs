using Kale.ServiceDefaults.Hosting;
using Kale.Storage;
using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Security;

/// <summary>
/// What files say. They are looked at again while somebody asks, by their content, since a mounted Secret changes by a
/// link: what changes counts within seconds and without a restart. Files that cannot be read leave what was read
/// before. Thread-safe.
/// </summary>
/// <typeparam name="T">What is made of them.</typeparam>
internal sealed class ReloadedFiles<T>
    where T : class
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<string> _paths;
    private readonly Func<IReadOnlyList<byte[]>, T> _make;
    private readonly TimeProvider _time;
    private readonly ToldOnce _told;
    private readonly Lock _reading = new();
    private Known _known;
    private long _looked;

    /// <param name="setting">That names them, for who has to mend it.</param>
    /// <param name="paths">Of the files.</param>
    /// <param name="make">From their contents; what cannot be used is an InvalidDataException that says why.</param>
    /// <param name="time">By which they are looked at again.</param>
    /// <param name="logger">Is told of files that cannot be read any more.</param>
    /// <exception cref="MisconfiguredException">They cannot be read, or are not what they should be.</exception>
    public ReloadedFiles(
        string setting, IReadOnlyList<string> paths, Func<IReadOnlyList<byte[]>, T> make, TimeProvider time,
        ILogger logger)
    {
        (_paths, _make, _time, _told) = (paths, make, time, new ToldOnce(logger));
        _looked = time.GetTimestamp();
        try
        {
            var contents = Read();
            _known = new Known(contents, make(contents));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new MisconfiguredException([$"{setting}: {e.Message}"], e);
        }
    }

    /// <summary>As they were when they were last looked at, two seconds ago at most.</summary>
    public T Current
    {
        get
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _looked)) >= s_interval)
                LookAgain();
            return Volatile.Read(ref _known).Value;
        }
    }

    private void LookAgain()
    {
        if (!_reading.TryEnter())
            return;
        try
        {
            var contents = Read();
            if (!contents.Zip(_known.Contents).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
                Volatile.Write(ref _known, new Known(contents, _make(contents)));
            _told.Over();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            _told.Tell(e.Message, Log.FilesNotRead);
        }
        finally
        {
            Volatile.Write(ref _looked, _time.GetTimestamp());
            _reading.Exit();
        }
    }

    private IReadOnlyList<byte[]> Read() => [.. _paths.Select(PlainFile.ReadAllBytes)];

    private static bool IsUnreadable(Exception error) =>
        error is IOException or UnauthorizedAccessException or InvalidDataException;

    private sealed record Known(IReadOnlyList<byte[]> Contents, T Value);
}
