using System.Security.Cryptography;
using System.Text;
using Kale.ServiceDefaults.Hosting;
using Kale.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Security;

/// <summary>
/// Who holds which key. The file of keys is looked at again while calls come, so that a key which is added or removed
/// counts within seconds and without a restart; a file that cannot be read leaves what was read before.
/// </summary>
internal sealed class Callers
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);
    private static readonly HashSet<Scope> s_all = [.. Enum.GetValues<Scope>()];

    private readonly ServiceDefaultsOptions _options;
    private readonly TimeProvider _time;
    private readonly ToldOnce _told;
    private readonly Lock _reading = new();
    private Known _known;
    private long _looked;

    /// <exception cref="MisconfiguredException">The file of keys cannot be read, or is none.</exception>
    public Callers(IOptions<ServiceDefaultsOptions> options, TimeProvider time, ILogger<Callers> logger)
    {
        (_options, _time, _told) = (options.Value, time, new ToldOnce(logger));
        _known = new Known([], new Dictionary<string, Caller>());
        _looked = time.GetTimestamp();
        if (_options.Keys.Length == 0)
            return;
        try
        {
            _known = Read();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new MisconfiguredException([$"{ServiceDefaultsOptions.Section}:Keys: {e.Message}"], e);
        }
    }

    /// <summary>Whether callers have to say who they are.</summary>
    public bool AreAsked => _options.Keys.Length > 0 || _options.ApiKey.Length > 0;

    /// <summary>Who sends this key; null: nobody knows it.</summary>
    public Caller? Find(string key)
    {
        if (_options.Keys.Length > 0)
            LookAgain();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return IsTheOne(hash)
            ? new Caller("api-key", s_all, new HashSet<string>())
            : Volatile.Read(ref _known).Callers.GetValueOrDefault(Convert.ToHexStringLower(hash));
    }

    private bool IsTheOne(byte[] hash) => _options.ApiKey.Length > 0 && CryptographicOperations.FixedTimeEquals(
        hash, SHA256.HashData(Encoding.UTF8.GetBytes(_options.ApiKey)));

    private void LookAgain()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _looked)) < s_interval || !_reading.TryEnter())
            return;
        try
        {
            Volatile.Write(ref _known, Read());
            _told.Over();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            _told.Tell(e.Message, Log.KeysNotRead);
        }
        finally
        {
            Volatile.Write(ref _looked, _time.GetTimestamp());
            _reading.Exit();
        }
    }

    private static bool IsUnreadable(Exception error) =>
        error is IOException or UnauthorizedAccessException or InvalidDataException;

    private Known Read()
    {
        var content = PlainFile.ReadAllBytes(_options.Keys);
        return content.AsSpan().SequenceEqual(_known.Content)
            ? _known
            : new Known(content, KeyFile.Read(_options.Keys, content));
    }

    private sealed record Known(byte[] Content, IReadOnlyDictionary<string, Caller> Callers);
}
