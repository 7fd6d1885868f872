"""What a description means to say, in several languages: whole phrases that must be kept.

Written as scanners, information systems and people write them, without regard to any vocabulary.
"""

from __future__ import annotations

from typing import Final

PHRASES: Final = (
    *("CT CHEST W/O CONTRAST", "CT ABD/PELVIS W CONTRAST", "CT HEAD WO", "MRI BRAIN W/WO CONTRAST", "XR CHEST 2 VIEWS"),
    *("CHEST PA AND LATERAL", "MR LUMBAR SPINE W/O", "US ABDOMEN COMPLETE", "MAMMO SCREENING BILATERAL", "PET/CT WHOLE BODY"),
    *("CT ANGIO CHEST PE PROTOCOL", "CTA HEAD AND NECK", "XR KNEE 3 VIEWS LEFT", "XR ANKLE RT AP LAT", "MR KNEE LT WO"),
    *("AX T2 FLAIR FS", "SAG T1", "COR STIR", "AX DWI b1000", "t1_mprage_sag_p2_iso", "t2_tse_tra_320", "ep2d_diff_3scan_trace_p2"),
    *("ADC (10^-6 mm²/s)", "SWI_Images", "mIP_Images(SW)", "t1_vibe_fs_tra_bh", "3D FSPGR AX +C", "Ax T1 POST GAD", "LOCALIZER"),
    *("3-plane loc", "Scout", "Topogram 0.6 T20f", "Thorax 5.0 B31f", "Lung 1.0 B70f", "ABDOMEN 3.0 I30f 3", "Recon 2: 1.25mm BONE"),
    *("AXIAL 0.625mm STD", "COR MPR 2x2", "SAG MIP 5mm", "Dose Report", "Patient Protocol", "HIRN_DWI_b1000_ADC", "TOF_3D_multi-slab"),
    *("Perfusion MTT", "CBF rel", "ASL perfusion", "DTI 64 dir", "BOLD resting state", "Field map TE 4.92", "RTSTRUCT", "Liver 4 phase"),
    *("arterial phase", "portal venous phase", "delayed 10 min", "non contrast", "CT SINUS LIMITED", "C-SPINE 5 VIEWS", "L4/5 disc"),
    *("HIP RIGHT 2 VIEWS", "FOOT LEFT WEIGHT BEARING", "WRIST AP OBLIQUE LATERAL", "SHOULDER Y VIEW", "OPG", "KUB", "IVP"),
    *("ECHO TTE COMPLETE", "CARDIAC MR STRESS", "CT CALCIUM SCORE", "CORONARY CTA 0.5mm", "2D TOF NECK", "3D SPACE T2 SAG"),
    *("MRCP", "MR ENTEROGRAPHY", "PELVIS PROSTATE MULTIPARAMETRIC", "BREAST MRI BILATERAL DYNAMIC", "THYROID UPTAKE", "BONE SCAN WHOLE BODY"),
    *("CT guided biopsy liver", "rule out pulmonary embolism", "follow up lung nodule", "abdominal pain", "chest pain", "acute stroke"),
    *("history of breast cancer", "status post surgery", "trauma", "headache", "lower back pain", "suspected fracture left wrist"),
    *("rotator cuff tear", "staging of lymphoma", "shortness of breath", "knee pain after injury", "known metastases in the liver"),
    *("Lossy compression with JPEG baseline", "multiplanar reformation", "maximum intensity projection", "motion corrected"),
    *("Thorax nativ 1.5 mm", "CT Thorax/Abdomen mit KM", "MRT Kopf nativ", "HWS in 2 Ebenen", "Knie rechts seitlich", "Becken a.p."),
    *("Schädel nativ", "Abdomen portalvenös", "LWS seitlich", "Oberbauch Sonographie", "Nasennebenhöhlen coronar", "Lunge Dünnschicht"),
    *("Verlaufskontrolle nach Operation", "Ausschluss Lungenembolie", "Verdacht auf Fraktur", "Sprunggelenk links", "Ganzkörper"),
    *("TDM thorax sans injection", "IRM cérébrale", "scanner abdomino-pelvien", "épaule gauche", "genou droit face et profil"),
    *("rachis lombaire", "temps portal", "coupes fines", "recherche de métastases", "échographie abdominale", "bassin de face"),
    *("TAC de tórax con contraste", "RM de rodilla derecha", "columna lumbar", "cráneo simple", "ecografía abdominal", "fase arterial"),
    *("radiografía de tórax", "dolor abdominal", "control evolutivo", "hombro izquierdo", "pelvis sin contraste", "senos paranasales"),
    *("TC de tórax sem contraste", "RM do joelho direito", "coluna lombar", "crânio", "ultrassonografia do abdome total", "fase venosa"),
    *("TC torace senza mdc", "RM encefalo", "rachide lombare", "ginocchio destro", "ecografia addome completo", "fase portale", "spalla sinistra"),
    *("CT hersenen zonder contrast", "knie links", "wervelkolom", "buikoverzicht", "thorax staand", "lever met contrast", "schouder rechts"),
)
TECHNICAL: Final = (
    *("5.0 B31f", "1.25mm", "0.625mm", "3x3x3", "TE 90", "b1000", "TR 2000 ms", "B70f", "H31s", "2.0 MPR", "FOV 220", "1.5T"),
    *("NEX 2", "p2", "3 mm", "120 kV", "5 mm", "50 mAs", "1.0 x 1.0", "16ns", "512x512", "Series 3", "T2", "+C", "C-", "b50", "90 deg"),
)
