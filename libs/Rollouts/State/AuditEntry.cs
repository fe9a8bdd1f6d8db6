using System.Text.Json;

namespace Kale.Rollouts.State;

/// <summary>One line of <c>audit.log</c>.</summary>
internal sealed record AuditEntry(string Key, long Version, string Line)
{
    public string Format() => JsonSerializer.Serialize(this);

    /// <summary>Null for the torn last line that a crash can leave; its change did not happen.</summary>
    public static AuditEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditEntry>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
