"""The stored loop of a network: every generation is there, and its figures are of its kind."""

from meantone.experiments.loops import network_loop


def test_every_loop_has_all_its_generations() -> None:
    table = network_loop()
    for _, one in table.groupby(["temperature", "fresh", "run"]):
        assert one.generation.tolist() == list(range(11))


def test_figures_are_where_they_can_be() -> None:
    table = network_loop()
    assert table.bits.between(2, 7).all()
    assert table.minor.dropna().between(0, 1).all()
    assert table.variety.dropna().between(1, 200).all()
    first = table[table.generation == 0]
    assert first.bits.max() < table[table.generation == 10].bits.min()
