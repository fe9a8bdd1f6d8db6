namespace Qdrant.Client;

/// <summary>How a channel to Qdrant authenticates itself and the server.</summary>
public class ClientConfiguration
{
    /// <summary>The API key, sent as the header <c>api-key</c>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The SHA-256 thumbprint of a self-signed server certificate to accept.</summary>
    public string? CertificateThumbprint { get; set; }

    /// <summary>Headers sent with every call.</summary>
    public Dictionary<string, string> Headers { get; set; } = [];
}
