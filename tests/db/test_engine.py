"""How connections are got."""

from perdure.db.engine import Database


def test_readings_inside_one_reading_share_its_connection(database: Database) -> None:
    """However many there are, one connection is in use; afterwards each is by itself again, and none is left."""
    pool = database.engine.pool
    with database.one_reading():
        with database.reading() as first, database.reading() as second:
            assert first is second
            assert 1 == pool.checkedout()
        with database.transaction() as writing, database.reading() as third:
            assert (True, False) == (third is first, writing is first)
    with database.reading() as one, database.reading() as other:
        assert one is not other
    assert 0 == pool.checkedout()
