namespace Kale.LocalQdrant.Points;

/// <summary>
/// One value per row, in chunks small enough for the ordinary heap: growing copies nothing and leaves no large arrays
/// behind for a collection that comes late.
/// </summary>
internal sealed class Column<T>
{
    private const int Shift = 11;
    private const int ChunkRows = 1 << Shift;
    private readonly List<T[]> _chunks = [];

    public ref T this[int row] => ref _chunks[row >> Shift][row & (ChunkRows - 1)];

    /// <summary>Makes room for the row after the last.</summary>
    public void EnsureRow(int row)
    {
        if (row >> Shift == _chunks.Count)
            _chunks.Add(new T[ChunkRows]);
    }

    /// <summary>Gives back chunks beyond <paramref name="rows"/> rows, keeping one to grow into.</summary>
    public void Trim(int rows)
    {
        var needed = (rows >> Shift) + 2;
        if (_chunks.Count > needed)
            _chunks.RemoveRange(needed, _chunks.Count - needed);
    }
}
