"""Words that the leak check treats apart: imaging's own, Anami's own, and names that are none."""

from __future__ import annotations

from typing import Final

__all__ = ["COMMON_WORDS", "OWN_WORDS"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OWN_WORDS: Final = _words(
    """
    19000101 1900-01-01 1900.01.01 000y 99anami anami anon anonymous code comment dcm local removed
    anonymised anonymized demo dummy example nobody noname none null patient phantom sample subject
    test unknown volunteer yes
    """
)
"""Words and dates that Anami writes, and words that stand where a name was left out."""

COMMON_WORDS: Final = _words(
    """
    abdomen adrenal ankle ann anterior aorta arm arterial artery axial axis back bladder bone
    brain breast bw calf cardiac carotid cervical chest clavicle clinic coil colon composite
    container contrast coronal coronary cranial ct day delay derived detector diaphragm
    diffusion dose dual dynamic ear elbow energy eye face fast femur field fill filter finger
    flair flow foot forearm frame free frontal gated gradient hand head headneck heart hip
    hospital image inferior iso jaw joint kidney knee large lateral left leg lens limb liver
    localizer long low lower lumbar lung major male mandible mask max mean medial min mixed mode
    motion mpr mr mri neck nerve noise norm normal nose oblique orbit original other pancreas
    pelvis perfusion phase plane plate position post posterior power primary probe profile prone
    prostate pulse radial range rapid rate reader recon ref renal rest rib right sagittal sat
    scan screen secondary sequence series set short shoulder sinus skull slice small spin spine
    spleen standard stomach stress study sub sum superior supine survey table target text thigh
    thorax thyroid time toe tongue trachea transverse ulna upper uterus vein venous view volume
    water whole wide window wrist young
    """
)
"""Imaging vocabulary that is also a family name somewhere: see the rule of `anami.leakcheck`."""
