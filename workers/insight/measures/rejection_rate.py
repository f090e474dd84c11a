"""How many bills are rejected, and why."""

from typing import Final

from workers.insight.measure import Measure

REJECTION_RATE: Final = Measure(
    name="rejection_rate",
    title="Rejections",
    question="What share of submitted bills is rejected, and by which edit?",
    report="quality",
    unit="claim versions",
    denominator="all checked claim versions, each counted once",
    units="SELECT place AS unit, person, member, source_system, billing_npi, payer_id, claim_form, month FROM decided",
    hits="""
        SELECT place AS unit, edit FROM findings
        WHERE severity = 'REJECT' AND place IN (SELECT place FROM decided WHERE outcome = 'REJECTED')
    """,
    groups=(("edit",), ("source_system",), ("billing_npi",), ("payer_id",), ("claim_form",), ("month",)),
    maturity="Every claim version counts when it is checked.",
    caveats=(
        "A rejection by this worker is not a denial by a payer.",
        "A bill with several problems counts under each edit, so the edits add up to more than the total.",
        "Only the first outcome of a version counts; a replay with newer code tables or edits changes nothing.",
    ),
    action="Start with the edit at the top; claims-worker edits show CODE explains how to fix its rejections.",
)
