using System.ComponentModel.DataAnnotations;
using Kale.ServiceDefaults.Hosting;
using Kale.ServiceDefaults.Security.Certificates;
using Kale.ServiceDefaults.Security.Limits;
using Kale.ServiceDefaults.Security.Tokens;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults;

/// <summary>What every service of the suite can be told about its edge (section "ServiceDefaults").</summary>
public sealed class ServiceDefaultsOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "ServiceDefaults";

    /// <summary>
    /// Largest message taken, in bytes. 4 MiB, as gRPC clients and servers have it everywhere by default.
    /// </summary>
    [Range(1024, int.MaxValue)]
    public int MaxReceiveMessageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Compresses answers with gzip for clients that take it. Off: vectors do not get smaller, only later.
    /// </summary>
    public bool CompressResponses { get; set; }

    /// <summary>
    /// How long to go on serving as NOT_SERVING before new connections are refused. 0; behind a load balancer, the time
    /// that it needs to notice.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// How long calls in flight have to finish at shutdown. 25 s, within a pod's usual 30 s of grace.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>One JSON object per line of log, for collectors. Off: lines for people.</summary>
    public bool JsonLogs { get; set; }

    /// <summary>
    /// A second address, plain HTTP/1.1, with GET /metrics for Prometheus: http://0.0.0.0:9464. Empty: none.
    /// </summary>
    public string MetricsUrl { get; set; } = "";

    /// <summary>
    /// Callers must send "authorization: Bearer KEY"; health and reflection stay open. Who has this key may do
    /// everything. Empty: nobody is asked, unless there are <see cref="Keys"/> or <see cref="Jwt"/>. Use TLS with it.
    /// </summary>
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// A file of keys with names, scopes, collections and dates of expiry, as "kale keys new" writes it; read again
    /// when it changes. Empty: none.
    /// </summary>
    public string Keys { get; set; } = "";

    /// <summary>Tokens of an identity provider, beside keys or in their place.</summary>
    [Required]
    public JwtOptions Jwt { get; set; } = new();

    /// <summary>What a caller may use whose entry in the file of keys has no limits, or who comes by a token.</summary>
    [Required, ValidateObjectMembers]
    public CallerLimits Limits { get; set; } = new();

    /// <summary>Certificates of the addresses that begin with https://.</summary>
    [Required]
    public TlsOptions Tls { get; set; } = new();

    /// <summary>
    /// Lets other machines call though nobody is asked who they are. Off: a service that asks for no keys, or the like,
    /// listens on loopback or does not start.
    /// </summary>
    public bool Insecure { get; set; }

    /// <summary>
    /// An address of its own where health alone is answered, over plain HTTP/2: http://0.0.0.0:8081, for probes that
    /// speak no TLS. Empty: none; health is answered at every address all the same.
    /// </summary>
    public string HealthUrl { get; set; } = "";

    /// <summary>
    /// Answers gRPC reflection (v1 and v1alpha), so that tools learn the contracts without their files. Off: a server
    /// shows nothing that it was not asked to show.
    /// </summary>
    public bool Reflection { get; set; }

    /// <summary>The service's name in traces and metrics. Empty: the name of the executable.</summary>
    public string ServiceName { get; set; } = "";

    /// <summary>Whether callers have to say who they are.</summary>
    internal bool AsksCallers => ApiKey.Length > 0 || Keys.Length > 0 || Jwt.IsSet;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        new[] { (Name: nameof(MetricsUrl), Url: MetricsUrl), (Name: nameof(HealthUrl), Url: HealthUrl) }
            .Where(side => side.Url.Length > 0 && Addresses.PortOf(side.Url) is null)
            .Select(side => new ValidationResult(
                $"{Section}:{side.Name} is '{side.Url}'; use an address with a port of its own, such as "
                    + "http://0.0.0.0:9464."))
            .Concat(Jwt.Mistakes().Concat(Tls.Mistakes(hasKeys: Keys.Length > 0))
                .Select(mistake => new ValidationResult(mistake)));
}
