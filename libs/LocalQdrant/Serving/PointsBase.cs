using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

/// <summary>The server side of qdrant.Points: the methods LocalQdrant has.</summary>
[BindServiceMethod(typeof(PointsBase), nameof(BindService))]
internal abstract class PointsBase
{
    private const string Service = "qdrant.Points";

    public abstract Task<PointsOperationResponse> Upsert(UpsertPoints request, ServerCallContext context);

    public abstract Task<PointsOperationResponse> Delete(DeletePoints request, ServerCallContext context);

    public abstract Task<GetResponse> Get(GetPoints request, ServerCallContext context);

    public abstract Task<PointsOperationResponse> UpdateVectors(UpdatePointVectors request, ServerCallContext context);

    public abstract Task<PointsOperationResponse> SetPayload(SetPayloadPoints request, ServerCallContext context);

    public abstract Task<PointsOperationResponse> OverwritePayload(SetPayloadPoints request, ServerCallContext context);

    public abstract Task<PointsOperationResponse> DeletePayload(DeletePayloadPoints request, ServerCallContext context);

    public abstract Task<PointsOperationResponse> ClearPayload(ClearPayloadPoints request, ServerCallContext context);

    public abstract Task<PointsOperationResponse> CreateFieldIndex(
        CreateFieldIndexCollection request, ServerCallContext context);

    public abstract Task<PointsOperationResponse> DeleteFieldIndex(
        DeleteFieldIndexCollection request, ServerCallContext context);

    public abstract Task<UpdateBatchResponse> UpdateBatch(UpdateBatchPoints request, ServerCallContext context);

    public abstract Task<ScrollResponse> Scroll(ScrollPoints request, ServerCallContext context);

    public abstract Task<CountResponse> Count(CountPoints request, ServerCallContext context);

    public abstract Task<QueryResponse> Query(QueryPoints request, ServerCallContext context);

    public abstract Task<QueryBatchResponse> QueryBatch(QueryBatchPoints request, ServerCallContext context);

    public abstract Task<QueryGroupsResponse> QueryGroups(QueryPointGroups request, ServerCallContext context);

    public abstract Task<SearchResponse> Search(SearchPoints request, ServerCallContext context);

    public static void BindService(ServiceBinderBase binder, PointsBase? service)
    {
        binder.AddUnary<UpsertPoints, PointsOperationResponse>(
            Service, nameof(Upsert), service is null ? null : service.Upsert);
        binder.AddUnary<DeletePoints, PointsOperationResponse>(
            Service, nameof(Delete), service is null ? null : service.Delete);
        binder.AddUnary<GetPoints, GetResponse>(Service, nameof(Get), service is null ? null : service.Get);
        binder.AddUnary<UpdatePointVectors, PointsOperationResponse>(
            Service, nameof(UpdateVectors), service is null ? null : service.UpdateVectors);
        binder.AddUnary<SetPayloadPoints, PointsOperationResponse>(
            Service, nameof(SetPayload), service is null ? null : service.SetPayload);
        binder.AddUnary<SetPayloadPoints, PointsOperationResponse>(
            Service, nameof(OverwritePayload), service is null ? null : service.OverwritePayload);
        binder.AddUnary<DeletePayloadPoints, PointsOperationResponse>(
            Service, nameof(DeletePayload), service is null ? null : service.DeletePayload);
        binder.AddUnary<ClearPayloadPoints, PointsOperationResponse>(
            Service, nameof(ClearPayload), service is null ? null : service.ClearPayload);
        binder.AddUnary<CreateFieldIndexCollection, PointsOperationResponse>(
            Service, nameof(CreateFieldIndex), service is null ? null : service.CreateFieldIndex);
        binder.AddUnary<DeleteFieldIndexCollection, PointsOperationResponse>(
            Service, nameof(DeleteFieldIndex), service is null ? null : service.DeleteFieldIndex);
        binder.AddUnary<UpdateBatchPoints, UpdateBatchResponse>(
            Service, nameof(UpdateBatch), service is null ? null : service.UpdateBatch);
        binder.AddUnary<ScrollPoints, ScrollResponse>(Service, nameof(Scroll), service is null ? null : service.Scroll);
        binder.AddUnary<CountPoints, CountResponse>(Service, nameof(Count), service is null ? null : service.Count);
        binder.AddUnary<QueryPoints, QueryResponse>(Service, nameof(Query), service is null ? null : service.Query);
        binder.AddUnary<QueryBatchPoints, QueryBatchResponse>(
            Service, nameof(QueryBatch), service is null ? null : service.QueryBatch);
        binder.AddUnary<QueryPointGroups, QueryGroupsResponse>(
            Service, nameof(QueryGroups), service is null ? null : service.QueryGroups);
        binder.AddUnary<SearchPoints, SearchResponse>(Service, nameof(Search), service is null ? null : service.Search);
    }
}
