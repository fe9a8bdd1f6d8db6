namespace Qdrant.Client.Grpc;

public partial class Query
{
    public static implicit operator Query(VectorInput input) => new() { Nearest = input };

    public static implicit operator Query(PointId id) => new VectorInput { Id = id };

    public static implicit operator Query(ulong id) => (PointId)id;

    public static implicit operator Query(Guid id) => (PointId)id;

    public static implicit operator Query(float[] values) => new VectorInput { Dense = Shapes.Dense(values) };

    public static implicit operator Query((float[] Values, uint[] Indices) sparseValues) =>
        new VectorInput { Sparse = Shapes.Sparse(sparseValues.Values, sparseValues.Indices) };

    public static implicit operator Query((float Value, uint Index)[] sparseValues) =>
        new VectorInput { Sparse = Shapes.Sparse(sparseValues) };

    public static implicit operator Query(float[][] values) =>
        new VectorInput { MultiDense = Shapes.MultiDense(values) };

    public static implicit operator Query(Document document) => new VectorInput { Document = document };

    public static implicit operator Query(Image image) => new VectorInput { Image = image };

    public static implicit operator Query(InferenceObject inferenceObject) =>
        new VectorInput { Object = inferenceObject };

    public static implicit operator Query((VectorInput Nearest, Mmr Mmr) nearestWithMmr) => new()
    {
        NearestWithMmr = new NearestInputWithMmr { Nearest = nearestWithMmr.Nearest, Mmr = nearestWithMmr.Mmr },
    };

    public static implicit operator Query(RecommendInput input) => new() { Recommend = input };

    public static implicit operator Query(DiscoverInput input) => new() { Discover = input };

    public static implicit operator Query(ContextInput input) => new() { Context = input };

    public static implicit operator Query(OrderBy orderBy) => new() { OrderBy = orderBy };

    public static implicit operator Query(Fusion input) => new() { Fusion = input };

    public static implicit operator Query(Sample sample) => new() { Sample = sample };

    public static implicit operator Query(Formula formula) => new() { Formula = formula };

    public static implicit operator Query(Rrf rrf) => new() { Rrf = rrf };

    public static implicit operator Query(RelevanceFeedbackInput relevanceFeedback) =>
        new() { RelevanceFeedback = relevanceFeedback };
}
