namespace Kale.Gateway;

/// <summary>This process, as reports and the audit log name it.</summary>
internal sealed class GatewayName
{
    /// <summary>One that another start would not have.</summary>
    public string Number { get; } = Guid.NewGuid().ToString("N")[..8];

    public string Value => $"gateway {Environment.MachineName}-{Number}";
}
