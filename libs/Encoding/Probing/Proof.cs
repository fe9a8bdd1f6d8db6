using Kale.Bundles;

namespace Kale.Encoding.Probing;

/// <summary>What a bundle says of its encoder's place, and the files that prove it.</summary>
internal sealed record Proof(SpaceDefinition? Space, IReadOnlySet<EncoderRole> Roles, params BundleFile[] Files);
