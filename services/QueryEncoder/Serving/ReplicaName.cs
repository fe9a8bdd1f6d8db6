namespace Kale.QueryEncoder.Serving;

/// <summary>
/// This process's name in answers: the machine's (a pod's) and a number that another start would not have.
/// </summary>
internal sealed class ReplicaName
{
    public string Value { get; } = $"{Environment.MachineName}-{Guid.NewGuid().ToString("N")[..8]}";
}
