"""Figures of the class's page: the most common misconceptions, and those that come back."""

from ..plots import VERMILLION, panels, use_style

MOST_BARS, MOST_LINES = 12, 4
WIDTH = 7.4


def often(slips):
    """Slips by their share, the largest first."""
    return sorted(slips, key=lambda one: (-one.share, -one.count, one.set, one.id, one.name))


def percent(share):
    """A share in whole per cent.

    >>> percent(0.126)
    '13 %'
    """
    return f"{100 * share:.0f} %"


def _short(name):
    """A name that fits beside a bar; a dollar sign in it starts no formula."""
    name = name if len(name) <= 40 else f"{name[:38]} …"
    return name.replace("$", r"\$")


def bars(slips):
    """(figure, alt text) of the most common misconceptions."""
    use_style()
    first = often(slips)[:MOST_BARS]
    places = range(len(first))[::-1]
    height = 0.9 + 0.36 * len(first)
    fig, ax = panels(width=WIDTH, height=height, xlabel="of those who tried the task, in %")
    shares = [100 * one.share for one in first]
    ax.barh(places, shares, color=VERMILLION, height=0.62)
    ax.set_yticks(places, [f"{one.id}  {_short(one.name)}" for one in first])
    for place, share, one in zip(places, shares, first, strict=True):
        ax.annotate(f" {one.count} of {one.tried}", (share, place), va="center", fontsize=9)
    ax.grid(axis="y", visible=False)
    ax.set_xlim(0, 1.2 * max(shares))
    told = "; ".join(f"{one.name} in {one.id}, {percent(one.share)}" for one in first[:3])
    return fig, f"Bars for the most common misconceptions, the longest first: {told}."


def lines(habits, tasks):
    """(figure, alt text) of how common each of several habits is from task to task, in order."""
    use_style()
    first = habits[:MOST_LINES]
    met = {(slip.set, slip.id) for one in first for slip in one.slips}
    place = {key: at for at, key in enumerate(key for key in tasks if key in met)}
    fig, ax = panels(width=WIDTH, height=3.8, ylabel="of those who tried, in %", xlabel="task")
    told = []
    for one, marker in zip(first, "osD^"[: len(first)], strict=True):
        points = sorted((place[slip.set, slip.id], 100 * slip.share) for slip in one.slips)
        ax.plot(*zip(*points, strict=True), marker=marker, markersize=8, label=_short(one.name))
        told.append(f"{one.name} from {points[0][1]:.0f} to {points[-1][1]:.0f} %")
    ax.set_xticks(range(len(place)), [id_ for _, id_ in place])
    ax.set_ylim(bottom=0)
    fig.legend(loc="outside upper left", ncols=2)
    return fig, f"Lines from the first task with it to the last: {'; '.join(told)}."
