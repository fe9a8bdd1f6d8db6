namespace Kale.ServiceDefaults.Security.Certificates;

/// <summary>
/// The certificate of https:// addresses, and whose certificates clients may show (section "ServiceDefaults:Tls"). All
/// files are PEM and are read again when they change; no call is cut for it.
/// </summary>
public sealed class TlsOptions
{
    internal const string Section = ServiceDefaultsOptions.Section + ":Tls";

    /// <summary>The server's certificate, and after it those between it and its root. Empty: no TLS.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>The certificate's private key. Empty: it is in the same file.</summary>
    public string Key { get; set; } = "";

    /// <summary>
    /// Roots of client certificates. Clients may then show one in the place of an API key; <see
    /// cref="ServiceDefaultsOptions.Keys"/> says by its subject what it may do. Empty: clients are asked for none.
    /// </summary>
    public string ClientCa { get; set; } = "";

    /// <summary>
    /// Roots that this service trusts when it calls others of the suite at https:// addresses. Empty: the system's.
    /// </summary>
    public string PeerCa { get; set; } = "";

    internal bool IsSet => Certificate.Length > 0;

    internal IEnumerable<string> Mistakes(bool hasKeys)
    {
        if (!IsSet && Key.Length + ClientCa.Length > 0)
            yield return $"{Section}:Certificate is empty; TLS needs the server's certificate.";
        if (ClientCa.Length > 0 && !hasKeys)
        {
            yield return $"{Section}:ClientCa is set, and {ServiceDefaultsOptions.Section}:Keys is not; its entries "
                + "with a 'subject' say what a client certificate may do.";
        }
    }
}
