"""What each field is, for the door and for whoever asks; what is inside sealed values too. See ``guard.Declared``."""

from zicht.knowledge import standard
from zicht.server.guard import Declared

_ID = Declared("harmless", "id", "a random id")


def _group(group: str, **kinds: str) -> dict[str, Declared]:
    return {name: Declared(group, kind) for name, kind in kinds.items()}


def _sealed(group: str) -> dict[str, Declared]:
    return {"record": _ID, "sealed": Declared(group, "sealed JSON")}


def _detail(group: str) -> dict[str, Declared]:
    kinds = _group(group, field="code", number="number", state="code", value="code, date or text")
    return {"id": _ID, "record": _ID, **kinds}


def _before(group: str, **more: str) -> dict[str, Declared]:
    """A row of history: as much a part of its group as what it tells of, who and why included."""
    kinds = _group(
        group, correction="id", number="number", at="time", organisation="id", member="id", name="name", why="code",
        standard="code", sealed="sealed JSON", **more,
    )  # fmt: skip
    return {"id": _ID, "record": _ID, **kinds}


def _further(group: str) -> dict[str, Declared]:
    """What a list of further answers of a group can hold: the fields of the standard, and the victim's own."""
    of_group = [spec for spec in standard.detail_fields() if spec.group == group]
    own = [spec for spec in standard.detail_fields() if spec.group == "possible_perpetrators"]
    return {spec.id: Declared(group, spec.kind) for spec in (*of_group, *(own if group == "identity" else ()))}


ACCESS = {
    "signals.Core": {
        "record": _ID,
        **_group(
            "core", where="code", when="date", when_state="code", who="code", acute="code", known_via="code",
            capacity="code", about_self="code", channel="code",
        ),
    },
    "signals.Person": {
        "id": _ID, "record": _ID, **_group("core", number="number", roles="codes", age_class="code", sex="code"),
    },
    "signals.What": {"id": _ID, "record": _ID, **_group("observations", form="code")},
    "signals.Observation": {
        "id": _ID,
        "record": _ID,
        **_group(
            "observations", indicator="code", answer="code", provenance="code", seen_on="date", happened_on="date",
            certainty="code",
        ),
    },
    "signals.Identity": _sealed("identity"),
    "signals.Contact": _sealed("contact"),
    "signals.Narrative": _sealed("narrative"),
    "signals.Location": _sealed("location"),
    "signals.Status": _sealed("status"),
    "signals.PossiblePerpetrators": _sealed("possible_perpetrators"),
    "signals.CoreDetail": _detail("core"),
    "signals.ObservationDetail": _detail("observations"),
    "signals.FollowUpDetail": _detail("follow_up"),
    "signals.IdentityDetail": _sealed("identity"),
    "signals.ContactDetail": _sealed("contact"),
    "signals.NarrativeDetail": _sealed("narrative"),
    "signals.LocationDetail": _sealed("location"),
    "signals.StatusDetail": _sealed("status"),
    "signals.CoreBefore": _before("core"),
    "signals.ObservationsBefore": _before("observations"),
    "signals.IdentityBefore": _before("identity"),
    "signals.ContactBefore": _before("contact"),
    "signals.NarrativeBefore": _before("narrative", note="sealed text"),
    "signals.LocationBefore": _before("location"),
    "signals.StatusBefore": _before("status"),
    "signals.PerpetratorsBefore": _before("possible_perpetrators"),
    "signals.FollowUpBefore": _before("follow_up"),
    "signals.FollowUp": {
        "id": _ID,
        "record": _ID,
        **_group(
            "follow_up", kind="code", code="code", organisation="id", member="id", name="name", at="time",
            sealed="sealed text",
        ),
    },
}  # fmt: skip

# What the sealed values hold: a name per key of the JSON, "" where the value is one text.
# Identity and status hold these once per person.
SEALED = {
    "signals.Identity": _group("identity", first_name="name", last_name="name", birth_date="date"),
    "signals.Contact": _group("contact", contact="code", details="text", safe="code", how="code", when="text"),
    "signals.Narrative": {"": Declared("narrative", "text")},
    "signals.Location": {"": Declared("location", "text")},
    "signals.Status": _group("status", nationality="text", residence_status="text", birthplace="text"),
    # a list of further answers each; the last is off until an activity switches it on (principle 24)
    "signals.IdentityDetail": _further("identity"),
    "signals.ContactDetail": _further("contact"),
    "signals.NarrativeDetail": _further("narrative"),
    "signals.LocationDetail": _further("location"),
    "signals.StatusDetail": _further("status"),
    "signals.PossiblePerpetrators": {
        **_further("possible_perpetrators"),
        # once per person: everything, or the role alone of who may be a victim as well
        **_group(
            "possible_perpetrators", roles="codes", age_class="code", sex="code", first_name="name", last_name="name",
            birth_date="date", nationality="text", residence_status="text", birthplace="text",
        ),
    },
}  # fmt: skip
