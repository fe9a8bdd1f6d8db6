using Kale.Gateway.Search;
using Kale.VectorIndex;

namespace Kale.Gateway.Rollout;

/// <summary>A search that was answered and is to be run again with the other encoder.</summary>
/// <param name="Plan">What was searched.</param>
/// <param name="Build">Where.</param>
/// <param name="Answered">The passages that the first stage found, best first.</param>
/// <param name="Other">The encoder that did not answer: the candidate in shadow, the active one in canary.</param>
internal sealed record Comparison(SearchPlan Plan, IndexBuild Build, IReadOnlyList<Guid> Answered, EncoderChoice Other);
