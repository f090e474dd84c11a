"""Outcomes to count, based on one synthetic sample."""

import functools
from collections.abc import Sequence
from pathlib import Path

import pytest

import schemas
from schemas.claim import ClaimReady
from schemas.encounter import EncounterEvent
from schemas.finding import Finding, NotChecked, Provenance, Repair, Severity
from schemas.json_form import parse_json, read_encounter
from schemas.rejection import ClaimRejected
from schemas.value import value
from workers.kafka.observer import CommittedBatch
from workers.kafka.record import InputRecord, OutputRecord, Processed
from workers.pipeline.outcome import Outcome, Ready, Rejected, Tally


@value
class Outcomes:
    """Creates outcomes and batches."""

    encounter: EncounterEvent

    def _provenance(self) -> Provenance:
        return Provenance(
            event_id=self.encounter.event_id,
            occurred_at=self.encounter.occurred_at,
            catalogue="2026.1",
            profile="medicare",
        )

    def ready(
        self,
        tally: Tally,
        findings: Sequence[Finding] = (),
        repairs: Sequence[Repair] = (),
        not_checked: Sequence[NotChecked] = (),
    ) -> Ready:
        """A claim."""
        claim = ClaimReady(
            claim_id="b233b74b-3ce0-5897-ac8b-1cdddc200bad",
            claim_version=1,
            patient_control_number="P1",
            encounter=self.encounter,
            findings=tuple(findings),
            repairs=tuple(repairs),
            not_checked=tuple(not_checked),
            provenance=self._provenance(),
        )
        return Ready(claim=claim, tally=tally)

    def rejected(self, tally: Tally, findings: Sequence[Finding]) -> Rejected:
        """A rejection."""
        rejection = ClaimRejected(
            claim_id="b233b74b-3ce0-5897-ac8b-1cdddc200bad",
            claim_version=1,
            patient_control_number="P1",
            encounter=self.encounter,
            findings=tuple(findings),
            provenance=self._provenance(),
        )
        return Rejected(rejection=rejection, tally=tally)

    @staticmethod
    def finding(edit: str, severity: Severity) -> Finding:
        """A finding."""
        return Finding(
            edit=edit,
            name="a-problem",
            severity=severity,
            field="diagnoses[0].code",
            message="A problem.",
            action="NONE",
            snip_level=4,
            source="a test",
        )

    @staticmethod
    def batch(outcomes: Sequence[tuple[Outcome, int | None]], duration_s: float, publish_s: float) -> CommittedBatch:
        """A committed batch of outcomes and record timestamps (in milliseconds)."""
        pairs = []
        for offset, (outcome, timestamp_ms) in enumerate(outcomes):
            record = InputRecord(
                topic="encounters.v1",
                partition=0,
                offset=offset,
                timestamp_ms=timestamp_ms,
                key=None,
                value=b"",
                headers=(),
            )
            output = OutputRecord(kind="ready", key=None, value=b"", headers=())
            pairs.append((record, Processed(outcome=outcome, output=output)))
        return CommittedBatch(pairs=pairs, duration_s=duration_s, publish_s=publish_s)


@functools.cache
def _read_sample() -> EncounterEvent:
    path = Path(schemas.__file__).parent / "samples" / "office-visit.json"
    return read_encounter(parse_json(path.read_text(encoding="utf-8")))


@pytest.fixture
def outcomes() -> Outcomes:
    """Outcomes of one synthetic office visit."""
    return Outcomes(encounter=_read_sample())
