using Kale.Bench.Benchmarks;
using Kale.Bench.Harness;
using Kale.Bench.Overloading;

// dotnet run -c Release --project bench/Kale.Bench -- <name ...>
//     [--data directory with scifact/ and medquad/] [--budget number ...]
// Every figure stands beside its baseline's from the same run; results go to bench/results/.
if (args is [LoadProcess.Word, var plan]) { return await LoadProcess.RunAsync(plan); }
if (args is ["--local-qdrant", var directory]) { return await LocalStore.ServeAsync(directory); }
// Encoders are measured, not how often a benchmark repeats a query; the benchmark of the cache turns it on.
Environment.SetEnvironmentVariable("QueryEncoder__Cache__MemoryMegabytes", "0");
IBenchmark[] benchmarks =
[
    new IndependentVectors(),
    new WordPieces(),
    new Retrieval(),
    new Indexing(),
    new EncodeLoad(),
    new VectorSearch(),
    new KaleScifact(),
    new KaleMedquad(),
    new FewLayers(),
    new Losses(),
    new TrainingStep(),
    new RerankMedQuad(),
    new Probe(),
    new InfuseMedQuad(),
    new TwoLayers(),
    new Swaps(),
    new Proof(),
    new GateUnderLoad(),
    new Cache(),
    new Overload(),
];
var options = BenchOptions.Parse(args);
var chosen = benchmarks
    .Where(benchmark => options.Names.Contains(benchmark.Name) || options.Names.Contains("all"))
    .ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine("usage: Kale.Bench <name ...|all> [--data directory]");
    foreach (var benchmark in benchmarks) { Console.Error.WriteLine($"  {benchmark.Name,-12} {benchmark.Question}"); }
    return 2;
}
foreach (var benchmark in chosen)
{
    Console.WriteLine($"== {benchmark.Name}: {benchmark.Question}");
    var report = await benchmark.RunAsync(options);
    Console.WriteLine(report.ToMarkdown());
    Results.Write(benchmark, report);
}
return 0;
