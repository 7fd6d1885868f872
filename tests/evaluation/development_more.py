"""More lists to develop with: names, places and phrases that were once held out.

The same lists as in `development`, with other entries. Names and cities were drawn at random from
the lists of Faker (MIT) for twenty-one languages and countries; names that are also words are
family names of the 1990 census of the United States among the words of the Python manual.
"""

from __future__ import annotations

from typing import Final

from tests.evaluation.development import ROLES, TITLES

__all__ = ["ROLES", "TITLES"]


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()).split(" "))


GIVEN: Final = _list("""
    Jose Randall Charlene Kimberly Latasha Mike Shelia Gregg Heidi Bryce Yvonne Marc Caroline
    Louise Louis Chloe Ralph Alexa Luka Diana Marica Brita Nicolaus Catrin Irmi Jeannette
    Kristina Emely Isa Madeleine Alexandra Nick Henri Mia Clémence Antoinette Zoé Henriette
    Zacharie Adélaïde Roxana Graciano Candela Fulgencio Bernardo Ángel Aristides Anselma
    Patricio Trinidad Mónica Augusto Noemí Lucía Guilherme Melina Pietra Carolina Matheus Yan
    Lívia Ian Eva Caetana Jorge Simão Mauro Madalena Mário Cassandra Angelina Victoria Fabrizia
    Rodolfo Veronica Morena Jan Nisa Bente Floris Fay Max Inge Karlo Dorthe Frode Jonna Asger
    Mie Jacobine Katcha Benny Juhani Mila Ylva Fred Inez Mikaela Harry Rune Gunnar Gro Rolf
    Anders Jenny Kjetil Adrianna Błażej Dariusz Dagmara Karina Adrian Wojciech Maurycy Arnošt
    Dorota Štefan Marcel Ctibor Zuzana František Artur Aranka Enikő Andor Rebeka Bernadett Rita
    Dániel Szilárd Rózsa Salomea Marilena Julieta Lăcrămioara Leontin Ivona Felicia Ina Steliana
    Crenguța Ozana Uğurkan Behiza Hükümdar Berran Uğurtan Eflâtun Baba Oğurata Aran Akçasu
    Hurşide Suzana Ante Zora Gordana Štefanija Matea Matija Anton Dora Leon Nikša Mirjami
    Marja-Leena Aarne Petteri Krista Matti Katriina
""")
FAMILY: Final = _list("""
    Lucero Villanueva Huffman Dudley Hale Reyes Doyle Rivers Francis Cooke Conway Flynn Clarke
    Kaur Brady Harding Holloway Burrows Rust Trupp Bonbach Schinke Benthin Thies Hübel Langern
    Löchel Otto Pieper Oberleitner Stockinger Eichberger Mitterer Jank Oberhofer Leonhartsberger
    Pertl Schiller Uhl Evrard Dufour Martineau Meunier Dupuy Guyot Guichard Humbert Marchal
    Rodrigo Carbó Vilalta Romeu Puig Cerdá Peñas Campos Pineda Ramírez Leal Villalpando Lucio
    Aranda Oquendo Badillo Esquibel Zayas Almonte Garrido Sousa Caldeira Correia Cavalcanti
    Lopes Esteves Soares Marques Vaz Rosselli Detti Contarini Finotto Borromini Cesaroni
    Castellitto Mazzeo Juvara Tutino Kallen Mangel Chevresson Mol Claesner Berendse Mudden
    Adelaar Saxo Freshour Jensen Bach Steffensen Iversen Henriksen Jacobsen Poulsen Eliasson
    Abdullah Petersen Edström Lundkvist Berggren Osman Eklund Månsson Lindskog Henriksson Nygård
    Berge Aas Tangen Eide Evensen Solheim Machová Konečný Blažek Svoboda Němečková Vacek Konečná
    Jarošová Oláh Pataki Katona Borbély Gál Hegedüs Ene Oprea Nistor Tabacu Tudor Toma Ülker
    Erdoğan Yıldırım Akgündüz Sezer Ergül Fuček Barešić Pavlović Kosić Vukušić Vukman Peša
    Vrabelj Božiković Dominković Miše Eronen Tuovinen Kyllönen Syrjälä Rantala Niemi Holappa
    Lehikoinen Pelkonen Vartiainen
""")  # noqa: RUF001 - Turkish names
CITIES: Final = _list("""
    Merseburg Kehl Norden Bamberg Mittweida Bogen Burglengenfeld Prenzlau Wesel Witzenhausen
    Helmstedt Groß-Gerungs Vöcklabruck Deutschlandsberg Dornbirn Feldkirchen Wolfsberg
    Langenlois Berndorf Radenthein Weitra Purkersdorf Horta Santarém Barreiro Esposende Bragança
    Paredes Quarteira Ermesinde Chaves Angelin Feriolo Fornacette Gonnosfanadiga Brienza
    Fontevivo Boscochiaro Ospedaletto Chienes Zibello Nibbixwoud Eemdijk Assendelft Leermens
    Niehove Schiedam Maurik Sprundel Dijken Annen Broeksterwâld Thyholm Videbæk Odense Skamby
    Tølløse Randbøl Herfølge Højbjerg Løgstør Glejbjerg Hinnerup Motala Sandviken Kristianstad
    Uddevalla Rumia Kraków Lubartów Police Tczew Płock Oświęcim Legionowo Lębork Lubliniec
    Loštice Milevsko Bystré Klimkovice Hroznětín Oloví Přebuz Broumov Netolice Chrastava Blaj
    Siret Odobesti Lumina Pascani Dobroesti Tudora Bocsa Motru Berceni Rodna Vrgorac Rab Vodice
    Čabar Benkovac Trogir Vodnjan Skradin Umag Makarska Kristiinankaupunki Saltvik Parkano
    Kyyjärvi Suomussalmi Muonio Kangasala Hailuoto Konnevesi Pyhäranta
""")
WORD_NAMES: Final = _list("""
    Falls Speed Prior Post Proper Bounds Singleton Numbers Stack Forth Shows Self Vice Nicely
    States Jump Sample Root Works Shorter Overall Marks Diamond Wild Freed Guard Clever Null
    Said Brace Harder Pair Constant Lines Rounds Loop Block Session Fields Blank Lock Hash
    Marker Eager Sides Lower Means Lack Hooks Keys Styles Mix Don Files Hook Bottom Handler Max
    Reading Held Frame Mask
""")
OTHER_SCRIPTS: Final = _list("""
    Орлова Макаров Αντωνίου Μακρής 石川翔 斎藤愛 孙丽 马超
    강하늘 조민지 سعيد البغدادي דבורה אליהו ชัยวัฒน์ अमित
    রুবেল
""")
STREETS: Final = (
    *("Adams Street", "Poplar Avenue", "Canyon Road", "Grant St", "Monroe Blvd", "Vine Lane"),
    *("Prospect Street",),
    *("Wagnerstraße", "Bergstr.", "Ahornweg", "Schlossplatz", "Buchenallee", "Lange Gasse"),
    *("Mühlstrasse",),
    *("rue Lamartine", "avenue Kléber", "boulevard Carnot", "place Stanislas", "chemin des Dames"),
    *("Calle Velázquez", "Avenida Brasil", "Plaza Cataluña", "Rua Augusta", "Avenida Atlântica"),
    *("Rua da Paz",),
    *("Via Verdi", "Corso Garibaldi", "Piazza Castello", "Hoofdstraat", "Brouwersgracht"),
    *("Esdoornlaan",),
)
HOSPITALS: Final = (
    *("Hillcrest Medical Center", "St. John Hospital", "Klinikum Kassel"),
    *("Universitätsklinikum Bonn", "Cleveland Clinic"),
    *("Clinique Bizet", "Hospital Universitario La Fe", "Ospedale San Raffaele"),
    *("Hospital Santa Cruz", "Amsterdam UMC"),
    *("Inselspital Bern", "Stanford University", "Praxis am Park", "County General Hospital"),
)
PHRASES: Final = (
    *("CT ORBITS W/O CONTRAST", "CT PELVIS WITH CONTRAST", "XR TIBIA FIBULA LEFT", "XR HEEL RT"),
    *("MRI ANKLE LT", "US LIVER DOPPLER"),
    *("MRI ABDOMEN MRCP", "US GALLBLADDER", "CTA NECK WITH 3D", "CT COLONOGRAPHY"),
    *("NM LUNG PERFUSION", "PET CT SKULL TO THIGH", "XR SACRUM"),
    *("XR CHEST PORTABLE", "KNEE STANDING AP", "SCOLIOSIS SERIES", "ABDOMEN UPRIGHT"),
    *("Sag T1 TSE", "Ax PD FS", "Cor PD", "3D TOF MRA"),
    *("t1_se_sag", "t2_tirm_cor", "AX T2 BLADE", "fl3d_vibe_dyn", "DWI_EPI_b50_400_800"),
    *("SWI_mIP", "t2_trufi_tra", "MobiView", "COW TOF"),
    *("T2 SPIR", "sT1W_3D_TFE", "DTI_high_iso", "B1 calibration", "AX 3D T1 BRAVO"),
    *("OBL COR T2", "AX DUAL ECHO", "COR T2 SSFSE", "FGRE"),
    *("BRAIN 5.0 J30s", "ANGIO 1.0 B25f", "CHEST 3.0 LUNG", "AX 2.5MM SOFT", "COR BONE 2MM"),
    *("SAG SPINE", "ARTERIAL 1.25", "MIP THICK"),
    *("Summary Series", "Processed Images", "PreMonitoring", "Monitoring", "time to peak"),
    *("cerebral blood flow", "T2 mapping", "scar imaging"),
    *("three chamber", "right ventricle", "mitral valve", "coronary arteries"),
    *("abdominal aortic aneurysm screening", "venous insufficiency"),
    *("lesion in left kidney", "abnormal liver enzymes", "palpable mass right breast"),
    *("hip fracture", "low back pain", "restaging lymphoma"),
    *("rule out stroke", "difficulty swallowing", "chest tightness", "evaluate for metastasis"),
    *("follow up of aneurysm", "postoperative control"),
    *("MRT Wirbelsäule", "CT Schulter rechts", "Röntgen Becken", "Duplex Carotis"),
    *("Fuß rechts stehend", "Unterarm links", "Kontrolle Lunge"),
    *("Hüfte links axial", "Abdomen im Stehen", "MR-Angiographie Becken-Bein"),
    *("venöse Phase 3 mm", "Leber nativ", "Rippen links"),
    *("TDM sinus", "IRM hépatique", "radio du bassin", "échographie thyroïde", "doigt gauche"),
    *("scanner lombaire", "angio IRM cérébrale"),
    *("TAC abdominal", "RM de cadera", "pie izquierdo", "mano derecha", "ecografía hepática"),
    *("columna dorsal", "tórax portátil"),
    *("RM de ombro", "TC de abdome total", "pé direito", "radiografia de joelho"),
    *("ecografia abdominal", "coluna torácica"),
    *("RM bacino", "TC collo", "RX ginocchio", "ecografia epatica", "mano destra"),
    *("colonna dorsale", "rachide in toto"),
    *("MRI heup", "CT hals", "hand rechts", "echo lever", "nek zonder contrast", "longen"),
    *("onderbeen links",),
)
TECHNICAL: Final = (
    *("1.0 B20f", "1.5mm", "9mm", "160x160", "TE 20", "b600", "TR 2500 ms", "J40s", "4.0 MPR"),
    *("FOV 300", "T1", "p3", "4D"),
    *("NEX 2", "6 mm", "110 kV", "3 mm", "0.7 x 0.7", "640x640", "Series 4", "+C", "b700"),
    *("20 deg", "Br36", "2.5 mm"),
)
