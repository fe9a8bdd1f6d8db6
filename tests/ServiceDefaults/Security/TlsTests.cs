using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Security;

public sealed class TlsTests
{
    [Fact]
    public async Task Start_WithACertificateInKestrelsConfiguration_ServesOverTls()
    {
        var directory = Directory.CreateTempSubdirectory("kale-tls-");
        try
        {
            using var certificate = SelfSigned();
            var path = Path.Combine(directory.FullName, "server.pfx");
            await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx, "secret"));
            await using var host = await TestHost.StartAsync(new()
            {
                ["Kestrel:Endpoints:Grpc:Url"] = "https://127.0.0.1:0",
                ["Kestrel:Endpoints:Grpc:Certificate:Path"] = path,
                ["Kestrel:Endpoints:Grpc:Certificate:Password"] = "secret",
            });
            Assert.Equal("https", new Uri(Assert.Single(host.App.Urls)).Scheme);

            using var trusting = new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback =
                        (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(),
                },
            };
            using var channel = GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions { HttpHandler = trusting });
            await new Search.SearchClient(channel).SearchAsync(new SearchRequest());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kale", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(
            DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
