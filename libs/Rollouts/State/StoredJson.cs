using System.Text.Json;

namespace Kale.Rollouts.State;

/// <summary>What a document or a lease holds, as the type that was written.</summary>
internal static class StoredJson
{
    /// <exception cref="StateStoreException">
    /// It holds something else: it is damaged, or another version wrote it.
    /// </exception>
    public static T Read<T>(string key, string json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException error)
        {
            throw new StateStoreException(
                $"'{key}' in the state of routes holds no {typeof(T).Name} that this version reads ({error.Message}).",
                error);
        }
    }

    public static T Read<T>(StateDocument document)
        where T : class => Read<T>(document.Key, document.Json);
}
