using System.Diagnostics;
using Grpc.Core;
using Kale.LocalQdrant.Catalog;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

internal sealed class CollectionsService(CollectionCatalog catalog) : CollectionsBase
{
    public override Task<GetCollectionInfoResponse> Get(GetCollectionInfoRequest request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var (_, entry) = catalog.FindEntry(request.CollectionName);
        var info = catalog.DamageOf(entry) is { } damage
            ? CollectionInfos.Damaged(entry, damage)
            : CollectionInfos.Healthy(entry, catalog.Find(request.CollectionName).Points.Read(table => table.Count));
        return Task.FromResult(new GetCollectionInfoResponse { Result = info, Time = Elapsed.Since(started) });
    }

    public override Task<ListCollectionsResponse> List(ListCollectionsRequest request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var names = catalog.State.Collections.Keys.Select(name => new CollectionDescription { Name = name });
        return Task.FromResult(
            new ListCollectionsResponse { Collections = { names }, Time = Elapsed.Since(started) });
    }

    public override Task<CollectionOperationResponse> Create(CreateCollection request, ServerCallContext context) =>
        DoneAsync(catalog.CreateAsync(request, context.CancellationToken));

    public override Task<CollectionOperationResponse> Update(UpdateCollection request, ServerCallContext context) =>
        DoneAsync(catalog.UpdateAsync(request, context.CancellationToken));

    public override Task<CollectionOperationResponse> Delete(DeleteCollection request, ServerCallContext context) =>
        DoneAsync(catalog.DeleteAsync(request.CollectionName, context.CancellationToken));

    public override Task<CollectionOperationResponse> UpdateAliases(ChangeAliases request, ServerCallContext context) =>
        DoneAsync(catalog.ChangeAliasesAsync(request.Actions, context.CancellationToken));

    public override Task<ListAliasesResponse> ListCollectionAliases(
        ListCollectionAliasesRequest request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var (name, _) = catalog.FindEntry(request.CollectionName);
        return Task.FromResult(Aliases(alias => alias.CollectionName == name, started));
    }

    public override Task<ListAliasesResponse> ListAliases(ListAliasesRequest request, ServerCallContext context) =>
        Task.FromResult(Aliases(_ => true, Stopwatch.GetTimestamp()));

    public override Task<CollectionExistsResponse> CollectionExists(
        CollectionExistsRequest request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var exists = catalog.State.Resolve(request.CollectionName) is not null;
        return Task.FromResult(new CollectionExistsResponse
        {
            Result = new CollectionExists { Exists = exists },
            Time = Elapsed.Since(started),
        });
    }

    private ListAliasesResponse Aliases(Func<AliasDescription, bool> wanted, long started)
    {
        var aliases = catalog.State.Aliases
            .Select(alias => new AliasDescription { AliasName = alias.Key, CollectionName = alias.Value })
            .Where(wanted);
        return new ListAliasesResponse { Aliases = { aliases }, Time = Elapsed.Since(started) };
    }

    private static async Task<CollectionOperationResponse> DoneAsync(Task operation)
    {
        var started = Stopwatch.GetTimestamp();
        await operation;
        return new CollectionOperationResponse { Result = true, Time = Elapsed.Since(started) };
    }
}
