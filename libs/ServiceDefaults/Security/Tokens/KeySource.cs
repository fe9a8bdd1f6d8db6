using System.Text;
using Kale.ServiceDefaults.Hosting;
using Kale.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;

namespace Kale.ServiceDefaults.Security.Tokens;

/// <summary>Where an issuer's keys are read, again and again; a failure is told, and the keys of before stay.</summary>
internal sealed class KeySource(ILogger logger) : IConfigurationRetriever<IssuerKeys>, IDocumentRetriever
{
    // The options ask for https where it matters.
    private readonly HttpDocumentRetriever _http = new() { RequireHttps = false };
    private readonly ToldOnce _told = new(logger);

    public async Task<IssuerKeys> GetConfigurationAsync(
        string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        try
        {
            var keys = IssuerKeys.Read(address, await retriever.GetDocumentAsync(address, cancel));
            _told.Over();
            return keys;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            _told.Tell(e.Message, Log.IssuerKeysNotRead);
            throw;
        }
    }

    public Task<string> GetDocumentAsync(string address, CancellationToken cancel) => IssuerKeys.IsAddress(address)
        ? _http.GetDocumentAsync(address, cancel)
        : Task.FromResult(Encoding.UTF8.GetString(PlainFile.ReadAllBytes(address)));
}
