namespace Kale.LocalQdrant.Points;

/// <summary>
/// From a key to its row: a hash table of rows alone, four bytes a slot, since the keys themselves are in the rows.
/// Open addressing with linear probing; removing closes the gap, so there are no tombstones.
/// </summary>
internal sealed class KeyIndex
{
    private const int Empty = -1;
    private int[] _slots = NewSlots(16);
    private int _count;

    /// <summary>The row of a key, or -1.</summary>
    public int Find(in PointKey key, Column<PointKey> keys)
    {
        for (var slot = Home(key); ; slot = Next(slot))
        {
            var row = _slots[slot];
            if (row == Empty || keys[row] == key)
                return row;
        }
    }

    /// <summary>Adds a row whose key is not in the index.</summary>
    public void Add(int row, Column<PointKey> keys)
    {
        if (_count >= _slots.Length / 4 * 3)
            Grow(keys);
        Place(row, keys);
        _count++;
    }

    /// <summary>Says that the point of a row now has another row; its key is still where it was.</summary>
    public void Move(int from, int to, Column<PointKey> keys) => _slots[SlotOf(from, keys)] = to;

    public void Remove(int row, Column<PointKey> keys)
    {
        var hole = SlotOf(row, keys);
        for (var slot = Next(hole); _slots[slot] != Empty; slot = Next(slot))
        {
            var home = Home(keys[_slots[slot]]);
            if (Distance(home, slot) < Distance(hole, slot))
                continue; // it would end up before its home
            _slots[hole] = _slots[slot];
            hole = slot;
        }
        _slots[hole] = Empty;
        _count--;
    }

    private int SlotOf(int row, Column<PointKey> keys)
    {
        var slot = Home(keys[row]);
        while (_slots[slot] != row)
            slot = Next(slot);
        return slot;
    }

    private void Place(int row, Column<PointKey> keys)
    {
        var slot = Home(keys[row]);
        while (_slots[slot] != Empty)
            slot = Next(slot);
        _slots[slot] = row;
    }

    private void Grow(Column<PointKey> keys)
    {
        var rows = _slots;
        _slots = NewSlots(rows.Length * 2);
        foreach (var row in rows)
        {
            if (row != Empty)
                Place(row, keys);
        }
    }

    private int Home(in PointKey key) => key.GetHashCode() & (_slots.Length - 1);

    private int Next(int slot) => (slot + 1) & (_slots.Length - 1);

    private int Distance(int from, int to) => (to - from) & (_slots.Length - 1);

    private static int[] NewSlots(int count)
    {
        var slots = new int[count];
        Array.Fill(slots, Empty);
        return slots;
    }
}
