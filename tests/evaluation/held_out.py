"""Names, places and phrases that were written after the rules, and were never looked at for them.

The same lists as in `development`, with other entries. Names and cities were drawn at random from
the lists of Faker (MIT) for twenty-one languages and countries; names that are also words are the
family names of the 1990 census of the United States among its words of common English.
"""

from __future__ import annotations

from typing import Final

from tests.evaluation.development import ROLES, TITLES

__all__ = ["ROLES", "TITLES"]


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()).split(" "))


GIVEN: Final = _list("""
    Bradley Lance Sylvia Jodi Darlene Ariel Chelsea Tasha Natalie Arthur Jack Sophie Ellie
    Mohamed Gillian Nina Hans-Helmut Stefania Benita Knut Mattias German Freya Elena Baptist
    Emmy Esther Julijana Dominik Nela Calvin Aleksandra Kilian Konrad Tim Danielle Éric Marcelle
    Camille Lucy Susanne Diane Colette Emmanuel Anouk Benigno Felipa Alma Joel Victoriano Tamara
    Pascual Vinicio Marcio Lucho Olalla Conchita Celia Jacobo Francisca Aldonza Guadalupe Anabel
    Espartaco Itzel Francisco Lavínia Ayla Emanuel Mateus Lorenzo Luísa Igor Mariana Antony
    Maysa Diego Sebastião Filipe Jaime Érica Xavier Dinis Ruggiero Santino Gioele Massimiliano
    Toni Biagio Luigina Giada Atenulf Vittoria Nicola Sterre Maud Siem Romy Kay Sep Jasmijn Joep
    Jesper Elsebeth Pernille Maja Stina Inger Malou Tonny Malthe Charlott Timo Sten Loke
    Ann-Marie Agnieszka Rose-Marie Margit Karolina Ivar Jørgen Håvard Aud Alexander Ingeborg
    Olav Laila Jorunn Grethe Marcelina Juliusz Róża Albert Ewa Kamila Bianka Filip Łukasz Jerzy
    Renáta Alois Radomír Ignác Šárka Michal Stanislava Lubomír Přemysl Marcell Vilmos Dorottya
    Gergő Teréz Nikolett Terézia Zalán Gréta Marianna Carla Blanduzia Fabiana Rada Anuța
    Lucențiu Iustin Agata Gabriela Renata Öztek Toy Alaeddin Benol Mihin Havse Memili Şahdiye
    Hürmet Ebuakil Bahaddin Lana Božo Martina Milica Zdravko Ljubica Marijan Tomo Janja
    Kristijan Biserka Aleksi Suvi Kyllikki Pirjo Marjut Ella Helvi Jesse Esteri Marianne
""")
FAMILY: Final = _list("""
    Schwartz Palmer Webb Rodgers Rosario Colon Chaney Sampson Moody Collier Dickinson Blake Kay
    Burton Matthews Dunn Carroll Ortmann Cichorius Rohleder Tlustek Neuschäfer Putz Hartung
    Kruschwitz Textor Klug Stocker Scherzer Reinthaler Schachinger Gangl Meier Rohrmoser Fiedler
    Feichter Roger Paris Delaunay Cohen Potier Colas Berthelot Briand Oller Clemente Talavera
    Perelló Villegas Zapata Jordán Heredia Escolano Royo Maestre Fernández Tello Corrales
    Salinas Noriega Castro Tirado Alcántar Gracia Arroyo Jasso Moura Brito Cunha Rios Silveira
    Fogaça Mendes Rocha Borges Simões Domingues Abreu Nunes Fonseca Onisto Antonacci Satriani
    Aloisio Monduzzi Garrone Taliercio Serlupi Barcella Petrucelli Stefanelli Gervais Jansse
    Kunen Middelkoop Broeckx Wooning Verschut Mijsberg Kerkhof Pison Madsen Kjeldsen Hansen
    Østergaard Jeppesen Gregersen Vestergaard Svendsen Christensen Skov Jakobsen Davidsson
    Rosenberg Ingvarsson Singh Dahl Edberg Asplund Strand Lindquist Klasson Melin Aune Næss
    Bakke Kristiansen Solberg Gundersen Kristoffersen Hagen Pettersen Pospíšil Marek Bílková
    Strnadová Bláhová Kadlec Matějka Navrátil Kubíček Novotný Šimek Bálint Balla Kocsis Fülöp
    Orbán Csonka Szücs Balog Gulyás Illés Mocanu Voinea Preda Tomescu Albu Ardelean Georgescu
    Suciu Şensoy Kısakürek Akar İhsanoğlu Öcalan Çamurcuoğlu Karadeniz Tevetoğlu Aksu Kovaček
    Duvančić Sardelić Pavković Batrac Marušić Miloslavić Galić Golubić Škrtić Petrović Haavisto
    Kantola Ikonen Tolonen Nieminen Riikonen Rajala Lindberg Kiviniemi
""")
CITIES: Final = _list("""
    Borna Staßfurt Tecklenburg Forchheim Hoyerswerda Vilsbiburg Melle Freising Angermünde Aurich
    Stollberg Eferding Heidenreichstein Eisenerz Schrems Gföhl Geras Marchegg Eggenburg
    Zistersdorf Güssing Pulkau Viseu Guarda Évora Fafe Pombal Mangualde Porto Queluz Vidulis
    Provesano Simbario Cimadolmo Sant'Eustachio Ussassai Lauria Pellaloco Corniglio Bistrigna
    Tormeno Zuiderwoude Heumen Vlaardingen Odoorn Nieuw-Roden Annerveenschekanaal Alblasserdam
    Terneuzen Oosterleek Urk Midwolda Nibe Grevinge Gørlev Hjallerup Balle Ikast Harpelunde
    Holstebro Aalborg Hårlev Vemmelev Lidingö Växjö Eskilstuna Kalmar Karlskrona Karlskoga
    Skövde Malmö Lubin Czechowice-Dziedzice Czerwionka-Leszczyny Iława Dzierżoniów
    Świętochłowice Ostrołęka Dębica Słupsk Rybnik Częstochowa Řevnice Zlín Soběslav Bílovec
    Stárkov Luže Železnice Polička Měčín Hostinné Habry Caracal Calarasi Caransebes Modelu Zalau
    Ianca Cugir Uricani Dabuleni Cumpana Urlati Labin Metković Pakrac Pregrada Dubrovnik Ploče
    Virovitica Senj Liminka Kuortane Säkylä Rautjärvi Tervola Vihti Inari Juuka Mänttä-Vilppula
""")
WORD_NAMES: Final = _list("""
    Able Bank Begin Big Blood Board Body Born Choice Current Dark Degree Doctor Eye Fall Fast
    Few Fly Force Garden Grow Hard Husband Job Just Lawyer Leader Line List Look Man Matter
    Million More Morning Music Near Nice Old Pass People Pick Plant Player Poor Range Rather
    Reach Ready Real Reason Record Red Senior Sing Six Son Staff Stage Standard Surface Wait
    Walk Wear Well Western Work Yard You
""")
OTHER_SCRIPTS: Final = _list("""
    Фёдоров Никитина Θεοδώρου Βασιλείου 木村拓也 清水真理 周杰 吴芳 윤서연 임재현 ياسر منصور רבקה שמעון ธนากร मनोज সুমন
""")
STREETS: Final = (
    *("Lincoln Avenue", "Birch Street", "Harbor Road", "Union St", "Madison Blvd", "Orchard Lane", "Pearl Street"),
    *("Beethovenstraße", "Talstr.", "Birkenweg", "Domplatz", "Kastanienallee", "Untere Gasse", "Brunnenstrasse"),
    *("rue Molière", "avenue Jean Jaurès", "boulevard Raspail", "place de la Mairie", "chemin de Halage"),
    *("Calle Goya", "Avenida Portugal", "Plaza Mayor", "Rua Garrett", "Avenida Central", "Rua do Sol"),
    *("Via Dante", "Corso Italia", "Piazza Navona", "Nieuwstraat", "Singelgracht", "Lindelaan"),
)
HOSPITALS: Final = (
    *("Riverside Community Hospital", "St. Mark Hospital", "Klinikum Chemnitz", "Universitätsklinik Graz", "Lahey Clinic"),
    *("Clinique Pasteur", "Hospital General de Elche", "Ospedale San Martino", "Hospital Santa Maria", "Isala Ziekenhuis"),
    *("Spital Zollikerberg", "Georgetown University", "Praxis Sonnenhof", "Kings College Hospital"),
)
PHRASES: Final = (
    *("CT BRAIN WITHOUT CONTRAST", "CT LUMBAR SPINE", "XR PELVIS AND HIPS", "XR FOOT LT 3 VIEWS", "MRI CERVICAL SPINE", "US APPENDIX"),
    *("MRI SHOULDER ARTHROGRAM", "US BREAST RIGHT LIMITED", "CTA ABDOMEN AND PELVIS", "CT FACIAL BONES", "NM RENAL SCAN LASIX", "PET BRAIN"),
    *("XR CLAVICLE RIGHT", "XR THUMB LT", "CHEST DECUBITUS", "SKULL SERIES", "L SPINE FLEX EXT", "Ax T1 FSE", "Sag STIR", "Cor T2 TSE"),
    *("AX T1 VIBE DIXON", "t2_haste_cor_bh", "t1_starvibe_tra", "ep2d_tra_dynamic", "pd_tse_fs_sag", "AX B1000", "ADC", "PHASE_Images"),
    *("T1W_SE", "T2W_FFE", "3D_PCA", "VEN_BOLD", "PDW_SPAIR", "DWI 3 b-values", "AX FIESTA", "COR LAVA-FLEX", "SAG CUBE T2", "ASSET calibration"),
    *("THORAX 1.5 B31f", "ABDOMEN 5.0 VENOUS", "ORBITS 1.0 H70h", "AXIAL 5MM", "SAGITTAL 3MM", "VRT", "Lung Nodules", "CORONAL SOFT TISSUE"),
    *("Dose Info", "Patient Data", "Localizers", "monitoring 10.0", "control scan", "delayed enhancement", "T1 mapping pre", "viability"),
    *("two chamber", "short axis cine", "aortic valve", "pulmonary veins", "carotid ultrasound", "lower extremity venous duplex"),
    *("aspiration of cyst", "elevated PSA", "breast lump", "left knee swelling", "motor vehicle accident", "restaging of colon cancer"),
    *("difficulty breathing", "neck pain", "nausea and vomiting", "evaluate for abscess", "fracture follow up", "preoperative evaluation"),
    *("MRT Becken mit KM", "CT Hals", "Röntgen Fuß links", "Sonographie Abdomen", "HWS seitlich", "Handgelenk links dorsovolar"),
    *("Gelenk rechts 2 Ebenen", "Thorax im Liegen", "CT-Angiographie Aorta", "spätarterielle Phase", "Prostata multiparametrisch", "Nierensteine"),
    *("TDM cérébral", "IRM épaule droite", "échographie pelvienne", "thorax de face", "poignet gauche", "sein bilatéral", "scanner du rachis"),
    *("TC craneal", "RM de hombro izquierdo", "abdomen simple", "muñeca derecha", "ecografía mamaria", "codo izquierdo", "fase portal"),
    *("RM de pelve", "TC de seios da face", "cotovelo direito", "ecografia mamária", "radiografia da mão", "punho esquerdo"),
    *("RM addome superiore", "TC rocche petrose", "RX bacino", "ecografia mammaria", "gomito destro", "polso sinistro", "piede destro"),
    *("MRI hersenen", "CT wervelkolom", "pols links", "echo schildklier", "voet rechts", "buik met contrast", "ribben"),
)
TECHNICAL: Final = (
    *("3.0 B60f", "0.75mm", "6mm", "288x288", "TE 15", "b1200", "TR 4000 ms", "I31f", "1.0 MPR", "FOV 240", "PD", "p2", "2D"),
    *("NEX 3", "7 mm", "140 kV", "1 mm", "0.9 x 0.9", "448x448", "Series 9", "-C", "b200", "60 deg", "Qr40", "5.0 mm"),
)
