using Qdrant.Client.Grpc;

namespace Qdrant.Client;

public partial class QdrantClient
{
    public virtual Task CreateAliasAsync(
        string aliasName, string collectionName, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        var create = new CreateAlias { AliasName = aliasName, CollectionName = collectionName };
        return UpdateAliasesAsync([new AliasOperations { CreateAlias = create }], timeout, cancellationToken);
    }

    public virtual Task DeleteAliasAsync(
        string aliasName, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var delete = new DeleteAlias { AliasName = aliasName };
        return UpdateAliasesAsync([new AliasOperations { DeleteAlias = delete }], timeout, cancellationToken);
    }

    public virtual async Task UpdateAliasesAsync(
        IReadOnlyList<AliasOperations> aliasOperations, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ChangeAliases { Actions = { aliasOperations } };
        if (Seconds(timeout) is { } seconds)
            request.Timeout = seconds;
        var response = await CallAsync(_client.Collections.UpdateAliasesAsync, request, cancellationToken);
        Require(response.Result, "Alias update operation could not be performed");
    }

    public virtual async Task<IReadOnlyList<string>> ListCollectionAliasesAsync(
        string collectionName, CancellationToken cancellationToken = default)
    {
        var request = new ListCollectionAliasesRequest { CollectionName = collectionName };
        var response = await CallAsync(_client.Collections.ListCollectionAliasesAsync, request, cancellationToken);
        return response.Aliases.Select(alias => alias.AliasName).ToList();
    }

    public virtual async Task<IReadOnlyList<AliasDescription>> ListAliasesAsync(
        CancellationToken cancellationToken = default) =>
        (await CallAsync(_client.Collections.ListAliasesAsync, new ListAliasesRequest(), cancellationToken)).Aliases;
}
