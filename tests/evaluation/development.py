"""Invented people and places, and what descriptions mean to say, to develop the rules with.

Written without regard to any vocabulary, as scanners, information systems and people write.

Names are common ones of each language, and names that are also words of medicine or of everyday.
"""

from __future__ import annotations

from typing import Final


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()).split(" "))


GIVEN: Final = _list("""
    John Mary Robert Patricia Michael Jennifer William Linda David Elizabeth Richard Barbara Joseph Susan Thomas Jessica
    Charles Karen Daniel Sarah Matthew Lisa Anthony Nancy Donald Sandra Steven Ashley Paul Emily Andrew Donna Joshua
    Carol Kenneth Michelle Kevin Amanda Brian Melissa Timothy Deborah Ronald Stephanie Jason Rebecca Edward Laura Jeffrey
    Hans Ursula Klaus Monika Jürgen Petra Wolfgang Sabine Günter Renate Dieter Gisela Uwe Jörg Bärbel Heike Anneliese
    Jean Marie Pierre Françoise Michel Nathalie André Isabelle Philippe Sylvie René Cécile Jérôme Hélène Benoît Chloé
    José Antonio Juan Carmen Manuel Josefa Jesús Dolores Íñigo Begoña Álvaro Rocío João Conceição António Inês Gonçalo
    Giovanni Giulia Marco Chiara Giuseppe Francesca Luigi Paola Niccolò Alessia Pieter Anneke Joost Marijke Willem Sanne
    Søren Åse Björn Øyvind Zbigniew Małgorzata Václav Zdeňka László Erzsébet Ștefan Ioana Mehmet Ayşe Nguyen Thuy Hiroshi
    Yuki Wei Xiaoming Sanjay Priya Mohammed Fatima Ahmed Layla Chinedu Ngozi Kwame Dmitri Olga Kaori Rajesh Latoya Dwayne
""")
FAMILY: Final = _list("""
    Smith Johnson Williams Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor
    Moore Jackson Martin Lee Perez Thompson Harris Sanchez Clark Ramirez Lewis Robinson Walker Allen Wright Torres Nguyen
    O'Brien McDonald MacLeod O'Connor FitzGerald Kowalski Wisniewski Novák Dvořák Horváth Szabó Popescu Ionescu Yılmaz Öztürk
    Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Köhler Böhm Jäger Grünwald Zimmermann
    Martin Bernard Dubois Durand Leroy Lefèvre Girard Mercier Guérin Rousseau Béranger Chevalier D'Almeida L'Hermitte Gaudin
    Muñoz Núñez Ibáñez Castañeda Echeverría Zubizarreta Silva Santos Oliveira Gonçalves Magalhães Ferreira Conceição Araújo
    Rossi Russo Ferrari Esposito Bianchi Colombo Ricci D'Angelo Dell'Acqua Jansen Bakker Visser Dekker Hoekstra Dijkstra
    Søndergård Ångström Bjørnstad Łukaszewicz Häkkinen Đorđević Živković Papadopoulos Tanaka Yamamoto Kobayashi Zhang Huang
    Zhao Chakraborty Mukherjee Subramanian Venkataraman Okonkwo Adeyemi Abdullahi Haddad Khoury Petrov Kuznetsova Shevchenko
    Featherstonehaugh Quigley Throckmorton Zuckerberg Vandenberghe Przybylski Eichelberger Kirschbaum Winterbottom Ramaswamy
""")
WORD_NAMES: Final = _list("""
    Hand Head Foot Young Long Short Strong Heart Bone Legge White Black Brown Gray Green Rose May Hope Grace Mark Bill Ray
    Small Little Day Cook Hart Stern Klein Lang Kurz Groß Weiss Schwarz Braun Kopf Bauch Haut Herz Fuss Lunge Zahn Petit
    Grand Blanc Legrand Lebrun Costa Testa Collo Mano Cabeza Pinto Branco Leite Delgado Moreno Rubio Lesko Core Cross Ring
    Stone Steel Wall Field Beam Waters Towne Law Parkinson Hodgkin Wilson Baker Turner Temple Shade Pool Cover Rich Hood
""")
"""Given with a title or beside another name, or known from the batch; alone nobody could tell."""
OTHER_SCRIPTS: Final = _list("""
    Иванов Смирнова Кузнецов Παπαδόπουλος Γεωργίου 山田太郎 佐藤花子 王小明 李娜 김철수 박영희 محمد العلي כהן לוי สมชาย
""")
STREETS: Final = (
    *("Main Street", "Oak Avenue", "Elm St.", "Washington Blvd", "Park Lane", "Maple Drive", "Sunset Road", "Church Rd"),
    *("Hauptstraße", "Bahnhofstr.", "Goethestrasse", "Lindenallee", "Am Mühlenbach", "Kirchgasse", "Schillerplatz"),
    *("rue de la Paix", "avenue Victor Hugo", "boulevard Voltaire", "place Bellecour", "chemin des Vignes"),
    *("Calle Mayor", "Avenida Diagonal", "Paseo del Prado", "Rua Augusta", "Travessa do Carmo"),
    *("Via Garibaldi", "Corso Vittorio Emanuele", "Piazza Navona", "Kerkstraat", "Prinsengracht", "Dorpsstraat"),
)
CITIES: Final = (
    *("Springfield", "Minneapolis", "Tuscaloosa", "Albuquerque", "München", "Heidelberg", "Osnabrück", "Zürich"),
    *("Grenoble", "Besançon", "Liège", "Zaragoza", "Sevilla", "Coimbra", "Brescia", "Perugia", "Utrecht", "Groningen"),
)
HOSPITALS: Final = (
    *("Mercy General Hospital", "St. Elsewhere Clinic", "Klinikum Großhadern", "Universitätsklinikum Tübingen"),
    *("Hôpital Lariboisière", "Hospital La Paz", "Ospedale Niguarda", "Hospital das Clínicas", "Radboud UMC"),
    *("Johns Hopkins Hospital", "Krankenhaus Barmherzige Brüder", "Policlinico Gemelli", "Massachusetts General Hospital"),
)
TITLES: Final = (
    *("Dr.", "Dr", "Prof.", "Prof. Dr.", "Mr.", "Mrs", "Ms.", "Mrs.", "Herr", "Frau", "Dr. med.", "Mme", "Mlle", "M."),
    *("Sr.", "Sra.", "Dra.", "Sig.", "Sig.ra", "Dott.", "Dhr.", "Mevr.", "Prof", "PD Dr.", "OA Dr."),
)
ROLES: Final = (
    *("for", "ref by", "referred by", "tech:", "Tech", "operator", "Operator:", "performed by", "read by", "radiologist"),
    *("Überweiser:", "MTRA", "Untersucher", "médecin", "opérateur", "médico:", "medico", "Patient:", "name:", "attn"),
)
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
