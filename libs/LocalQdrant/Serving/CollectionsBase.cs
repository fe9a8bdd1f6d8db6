using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

/// <summary>The server side of qdrant.Collections: the methods LocalQdrant has.</summary>
[BindServiceMethod(typeof(CollectionsBase), nameof(BindService))]
internal abstract class CollectionsBase
{
    private const string Service = "qdrant.Collections";

    public abstract Task<GetCollectionInfoResponse> Get(GetCollectionInfoRequest request, ServerCallContext context);

    public abstract Task<ListCollectionsResponse> List(ListCollectionsRequest request, ServerCallContext context);

    public abstract Task<CollectionOperationResponse> Create(CreateCollection request, ServerCallContext context);

    public abstract Task<CollectionOperationResponse> Update(UpdateCollection request, ServerCallContext context);

    public abstract Task<CollectionOperationResponse> Delete(DeleteCollection request, ServerCallContext context);

    public abstract Task<CollectionOperationResponse> UpdateAliases(ChangeAliases request, ServerCallContext context);

    public abstract Task<ListAliasesResponse> ListCollectionAliases(
        ListCollectionAliasesRequest request, ServerCallContext context);

    public abstract Task<ListAliasesResponse> ListAliases(ListAliasesRequest request, ServerCallContext context);

    public abstract Task<CollectionExistsResponse> CollectionExists(
        CollectionExistsRequest request, ServerCallContext context);

    public static void BindService(ServiceBinderBase binder, CollectionsBase? service)
    {
        binder.AddUnary<GetCollectionInfoRequest, GetCollectionInfoResponse>(
            Service, nameof(Get), service is null ? null : service.Get);
        binder.AddUnary<ListCollectionsRequest, ListCollectionsResponse>(
            Service, nameof(List), service is null ? null : service.List);
        binder.AddUnary<CreateCollection, CollectionOperationResponse>(
            Service, nameof(Create), service is null ? null : service.Create);
        binder.AddUnary<UpdateCollection, CollectionOperationResponse>(
            Service, nameof(Update), service is null ? null : service.Update);
        binder.AddUnary<DeleteCollection, CollectionOperationResponse>(
            Service, nameof(Delete), service is null ? null : service.Delete);
        binder.AddUnary<ChangeAliases, CollectionOperationResponse>(
            Service, nameof(UpdateAliases), service is null ? null : service.UpdateAliases);
        binder.AddUnary<ListCollectionAliasesRequest, ListAliasesResponse>(
            Service, nameof(ListCollectionAliases), service is null ? null : service.ListCollectionAliases);
        binder.AddUnary<ListAliasesRequest, ListAliasesResponse>(
            Service, nameof(ListAliases), service is null ? null : service.ListAliases);
        binder.AddUnary<CollectionExistsRequest, CollectionExistsResponse>(
            Service, nameof(CollectionExists), service is null ? null : service.CollectionExists);
    }
}
