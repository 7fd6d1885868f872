"""Invented people, places and numbers for evaluations; written without regard to any vocabulary.

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
