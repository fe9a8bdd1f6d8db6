using Microsoft.Extensions.Logging;

namespace Kale.LocalQdrant.Points;

/// <summary>What collections share.</summary>
/// <param name="SlackBytes">Garbage kept on disk beyond the size of the live data before files are rewritten.</param>
internal sealed record CollectionContext(long SlackBytes, MemoryTrim Memory, ILogger Logger);
