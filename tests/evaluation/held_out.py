"""Names, places and phrases that were written after the rules, and were never looked at for them.

The same lists as in `development`, with other entries.
"""

from __future__ import annotations

from typing import Final

from tests.evaluation.development import ROLES, TITLES

__all__ = ["ROLES", "TITLES"]


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()).split(" "))


GIVEN: Final = _list("""
    Margaret George Helen Frank Ruth Raymond Shirley Gregory Angela Patrick Brenda Dennis Pamela Jerry Nicole Tyler Samantha
    Aaron Katherine Henry Christine Douglas Debra Peter Rachel Zachary Catherine Walter Carolyn Kyle Janet Harold Virginia
    Friedrich Hildegard Manfred Ingrid Helmut Gertrud Horst Elfriede Lothar Waltraud Sören Käthe Götz Mechthild
    Laurent Monique Olivier Véronique Thierry Martine Gaël Maëlle Édouard Solène Joaquín Pilar Ramón Encarnación Andrés Nuria
    Fernando Beatriz Rui Teresa Duarte Mafalda Salvatore Rosa Vincenzo Angela Domenico Ilaria Hendrik Wilhelmina Bart Femke
    Lars Kirsten Mikkel Sigrid Stanisław Jadwiga Jiří Lenka Gábor Ágnes Radu Mihaela Emre Zeynep Minh Lan Kenji Sakura
    Jun Mei Arjun Lakshmi Yusuf Khadija Omar Noor Chukwuemeka Amara Kofi Abena Sergei Natalya Takeshi Deepika Shanice Tyrone
""")
FAMILY: Final = _list("""
    Hall Campbell Mitchell Roberts Carter Phillips Evans Edwards Collins Stewart Morris Murphy Rogers Reed Morgan Cooper
    Peterson Bailey Kelly Howard Ramos Richardson Watson Brooks Chavez Bennett Mendoza Ruiz Hughes Alvarez Castillo Sanders
    Patel Myers Ross Foster Jimenez Powell Jenkins Perry Russell Sullivan Butler Barnes Fisher Henderson O'Sullivan McCarthy
    MacDonald FitzPatrick Brandt Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht
    Schuster Simon Ludwig Kröger Förster Töpfer Bräuer Petit-Jean Morel Fournier Lambert Fontaine Rousselle Garnier Faure
    Chevallier Lémery D'Artois Marchand Picard Vidal Molina Ortega Delgadillo Serrano Cárdenas Peña Iturbe Azpilicueta Pereira
    Rodrigues Almeida Carvalho Teixeira Guimarães Brandão Romano Gallo Fontana Conti Mancini Dall'Osto De'Medici Vries
    Bosch Mulder Vermeulen Hendriks Verhoeven Nilsson Øverland Kjær Szczepański Wójcik Procházka Kovács Tóth Dumitrescu
    Demir Şahin Vu Pham Suzuki Watanabe Nakamura Liu Chen Banerjee Iyer Krishnamurthy Eze Balogun Mensah Mansour Aziz Sokolova
    Shepherdson Wolstenholme Ravenscroft Kensington Abernathy Hackenschmidt Oberholzer Niedermeier Baumgartner Steinhäuser
""")
WORD_NAMES: Final = _list("""
    Sharp Wise Good Best Hardy Swift Bright Noble Pope Bishop Knight Cannon Spear Pike Fish Crane Finger Rib Shinn Tongue Brest
    Palm Chin Nail Tibbs Skull Bell Bush Flood Frost Snow Winter Summer Rains Storm Gale Sand Rock Banks Fuchs Vogel Hals Arm
    Bein Zunge Auge Ohr Kinn Mund Kiefer Stark Neu Alt Roth Blau Lies Hart Buik Hals Voet Bras Corps Brun Roux Rouge Bello
    Seco Verde Calvo Rojo Blanco Bianco Rosso Grosso Basso Alto Barba Bocca Gamba Spina Sacco Ferro Crohn Cushing Graves Marfan
    Addison Waters Caldwell Simpson Monday March Penny Price Power Ford Case Page Rule Peak Slice Field Scales Sessions
""")
OTHER_SCRIPTS: Final = _list("""
    Попов Волкова Соколов Νικολάου Δημητρίου 鈴木一郎 高橋美咲 陈伟 刘洋 이준호 최수진 فاطمة حسن אברהם יוסף วิชัย राजेश কামাল
""")
STREETS: Final = (
    *("River Road", "High Street", "Lake Drive", "5th Avenue", "Highland Blvd.", "Spring Lane", "Chestnut St", "Mill Rd"),
    *("Gartenstraße", "Schulstr.", "Rosenweg", "Marktplatz", "Herzog-Wilhelm-Straße", "Berliner Allee", "Lungengasse"),
    *("rue du Bac", "avenue Foch", "boulevard Haussmann", "place du Marché", "impasse des Lilas"),
    *("Calle Serrano", "Avenida de América", "Plaza de España", "Rua do Ouro", "Travessa das Flores"),
    *("Via Roma", "Corso Buenos Aires", "Piazza Duomo", "Molenstraat", "Keizersgracht", "Schoolstraat"),
)
CITIES: Final = (
    *("Cleveland", "Sacramento", "Chattanooga", "Poughkeepsie", "Köln", "Tübingen", "Wuppertal", "Graz", "Basel"),
    *("Toulouse", "Saint-Étienne", "Namur", "Valencia", "Málaga", "Braga", "Bologna", "Verona", "Eindhoven", "Leiden"),
)
HOSPITALS: Final = (
    *("Sunnybrook Regional Hospital", "St. Jude Clinic", "Klinikum Harlaching", "Universitätsspital Basel"),
    *("Hôpital Pitié-Salpêtrière", "Hospital Santa Creu", "Ospedale Careggi", "Hospital São João", "Erasmus Ziekenhuis"),
    *("Cedars Medical Center", "Krankenhaus Nordwest", "Mount Carmel Hospital", "Brigham Hospital"),
)
PHRASES: Final = (
    *("CT NECK SOFT TISSUE W CONTRAST", "CT CERVICAL SPINE W/O", "MRA HEAD W/O", "XR ABDOMEN 1 VIEW", "XR SHOULDER RT 2 VIEWS"),
    *("PORTABLE CHEST AP", "MR THORACIC SPINE W/WO", "US RENAL BILATERAL", "US THYROID", "NM BONE SCAN 3 PHASE", "DXA HIP AND SPINE"),
    *("CT UROGRAM", "CTA AORTA RUNOFF", "XR FOREARM LEFT", "MR HIP BILATERAL", "AX T1 SE", "COR T2 FS", "SAG PD FATSAT", "AX GRE"),
    *("t2_spc_da-fl_sag_iso", "t1_tse_cor", "ep2d_bold_moco", "fl3d_tof_tra", "SAG 3D MPRAGE", "Ax 3D SWAN", "COR T1 POST", "Calibration scan"),
    *("AAHead_Scout", "LUNG WINDOW", "BONE PLUS 2.5mm", "Thorax 1.0 I70f", "Abdomen 5.0 Br40d", "AX MIP 10mm", "COR 3mm REFORMAT"),
    *("Screen Save", "Key images", "T1 map", "T2* map", "cine SAX", "4 chamber", "LGE PSIR", "first pass perfusion", "late venous phase"),
    *("nephrographic phase", "expiratory", "prone high resolution", "ELBOW 3 VIEWS RIGHT", "TOES LEFT", "PELVIS AP", "SKULL LATERAL"),
    *("barium swallow", "UPPER GI SERIES", "carotid doppler", "fetal ultrasound", "CTA CHEST DISSECTION", "MR PITUITARY", "MR ORBITS W/WO"),
    *("lung cancer screening", "evaluate for stroke", "left flank pain", "kidney stone", "known aneurysm", "weight loss", "chronic cough"),
    *("right shoulder pain", "post operative", "pneumonia", "lung mass", "rule out DVT", "ankle swelling", "osteoarthritis of the hip"),
    *("CT Schädel mit KM", "MRT LWS", "Hand links 2 Ebenen", "Thorax p.a.", "Abdomen Übersicht", "Schulter rechts a.p.", "Hüfte axial"),
    *("Leber dynamisch", "Halsweichteile", "Felsenbeine hochauflösend", "Mammographie beidseits", "Polytrauma", "Weichteilkern 3 mm"),
    *("TDM abdomen avec injection", "IRM du genou gauche", "radiographie du thorax", "sinus de la face", "cheville droite", "foie en diffusion"),
    *("RM cerebral con gadolinio", "TC abdomen y pelvis", "rodilla izquierda", "ecografía renal", "mamografía bilateral", "fase tardía"),
    *("TC de crânio", "RM da coluna cervical", "mamografia bilateral", "joelho esquerdo", "tórax em perfil", "abdome superior"),
    *("TC addome con contrasto", "RM ginocchio sinistro", "ecografia renale", "cranio basale", "torace in due proiezioni", "anca destra"),
    *("CT abdomen met contrast", "MRI knie rechts", "echo nieren", "hoofd blanco", "heup links", "bekken", "thorax liggend"),
)
TECHNICAL: Final = (
    *("1.5 B30f", "2.5mm", "0.5mm", "256x256", "TE 30", "b800", "TR 500 ms", "H60s", "3.0 MPR", "FOV 360", "3T", "T1", "p3"),
    *("NEX 1", "4 mm", "100 kV", "10 mm", "2.0 x 2.0", "320x320", "Series 12", "-C", "b0", "45 deg", "Br64", "iso 0.9"),
)
