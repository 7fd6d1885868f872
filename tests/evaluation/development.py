"""Invented people and places, and what descriptions mean to say, to develop the rules with.

Written without regard to any vocabulary, as scanners, information systems and people write.

Names are common ones of each language, and names that are also words of medicine or of everyday.
"""

from __future__ import annotations

from typing import Final


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()).split(" "))


GIVEN: Final = _list("""
    John Mary Robert Patricia Michael Jennifer William Linda David Elizabeth Richard Barbara
    Joseph Susan Thomas Jessica Charles Karen Daniel Sarah Matthew Lisa Anthony Nancy Donald
    Sandra Steven Ashley Paul Emily Andrew Donna Joshua Carol Kenneth Michelle Kevin Amanda
    Brian Melissa Timothy Deborah Ronald Stephanie Jason Rebecca Edward Laura Jeffrey Hans
    Ursula Klaus Monika Jürgen Petra Wolfgang Sabine Günter Renate Dieter Gisela Uwe Jörg Bärbel
    Heike Anneliese Jean Marie Pierre Françoise Michel Nathalie André Isabelle Philippe Sylvie
    René Cécile Jérôme Hélène Benoît Chloé José Antonio Juan Carmen Manuel Josefa Jesús Dolores
    Íñigo Begoña Álvaro Rocío João Conceição António Inês Gonçalo Giovanni Giulia Marco Chiara
    Giuseppe Francesca Luigi Paola Niccolò Alessia Pieter Anneke Joost Marijke Willem Sanne
    Søren Åse Björn Øyvind Zbigniew Małgorzata Václav Zdeňka László Erzsébet Ștefan Ioana Mehmet
    Ayşe Nguyen Thuy Hiroshi Yuki Wei Xiaoming Sanjay Priya Mohammed Fatima Ahmed Layla Chinedu
    Ngozi Kwame Dmitri Olga Kaori Rajesh Latoya Dwayne Margaret George Helen Frank Ruth Raymond
    Shirley Gregory Angela Patrick Brenda Dennis Pamela Jerry Nicole Tyler Samantha Aaron
    Katherine Henry Christine Douglas Debra Peter Rachel Zachary Catherine Walter Carolyn Kyle
    Janet Harold Virginia Friedrich Hildegard Manfred Ingrid Helmut Gertrud Horst Elfriede
    Lothar Waltraud Sören Käthe Götz Mechthild Laurent Monique Olivier Véronique Thierry Martine
    Gaël Maëlle Édouard Solène Joaquín Pilar Ramón Encarnación Andrés Nuria Fernando Beatriz Rui
    Teresa Duarte Mafalda Salvatore Rosa Vincenzo Domenico Ilaria Hendrik Wilhelmina Bart Femke
    Lars Kirsten Mikkel Sigrid Stanisław Jadwiga Jiří Lenka Gábor Ágnes Radu Mihaela Emre Zeynep
    Minh Lan Kenji Sakura Jun Mei Arjun Lakshmi Yusuf Khadija Omar Noor Chukwuemeka Amara Kofi
    Abena Sergei Natalya Takeshi Deepika Shanice Tyrone Roy Darren Tricia Daryl Mikayla
    Kimberley Beverley Olivia Lesley Melanie Kate Leonard Antonina Recep Telse Sebastiano
    Johanne Carin Nelli Andrzej Lean Alexandar Mateo Daniela Marvin Patrik Natan Theresa Élodie
    Guillaume Alix Jeanne Adrien Marthe Rémy Adolfo Florencia Glauco Octavio Blanca Teodosio
    Ovidio Anunciación Mayte Ivonne Aurora Ana Genaro Vicente Alonso Eduardo Carlos Manuela
    Alícia Isabela Natália Paulo Hellena Gabrielly Heloisa Alexandre Isabel Micael Miriam
    Jéssica Gabriel Tatiana Severino Emilio Amadeo Natalia Azeglio Eugenia Sante Ermes Sepp
    Senna Abel Lotte Jamie Niels Elisa Julius Luke Doris Søs Ken Rikke Nicolai Sara Mathias Iris
    Isac Sigfrid Hedvig Milo Louie Claes Britt Berit Asbjørn Tobias Hege Dag Petter Maren
    Mateusz Gaja Marika Oliwier Angelika Kajetan Roksana Karol Zdeněk Jindřiška Zdenka Oldřich
    Ladislava Blahoslav Ferdinand Lumír Hunor Krisztofer István Eszter Henrietta Elemér Zsanett
    Mariann Octaviana Viorel Iulia Milena Irina Norbert Stela Eremia Zeno Necilal Goncafer Elvan
    Fayize Kösemen Alsoy Büget Uzbay Laze Juraj Miroslav Nikolina Mateja Branka Goran Jele
    Jelena Josip Kaarina Emil Miro Jorma Lilja Niklas Pirkko Sisko Bradley Lance Sylvia Jodi
    Darlene Ariel Chelsea Tasha Natalie Arthur Jack Sophie Ellie Mohamed Gillian Nina
    Hans-Helmut Stefania Benita Knut Mattias German Freya Elena Baptist Emmy Esther Julijana
    Dominik Nela Calvin Aleksandra Kilian Konrad Tim Danielle Éric Marcelle Camille Lucy Susanne
    Diane Colette Emmanuel Anouk Benigno Felipa Alma Joel Victoriano Tamara Pascual Vinicio
    Marcio Lucho Olalla Conchita Celia Jacobo Francisca Aldonza Guadalupe Anabel Espartaco Itzel
    Francisco Lavínia Ayla Emanuel Mateus Lorenzo Luísa Igor Mariana Antony Maysa Diego
    Sebastião Filipe Jaime Érica Xavier Dinis Ruggiero Santino Gioele Massimiliano Toni Biagio
    Luigina Giada Atenulf Vittoria Nicola Sterre Maud Siem Romy Kay Sep Jasmijn Joep Jesper
    Elsebeth Pernille Maja Stina Inger Malou Tonny Malthe Charlott Timo Sten Loke Ann-Marie
    Agnieszka Rose-Marie Margit Karolina Ivar Jørgen Håvard Aud Alexander Ingeborg Olav Laila
    Jorunn Grethe Marcelina Juliusz Róża Albert Ewa Kamila Bianka Filip Łukasz Jerzy Renáta
    Alois Radomír Ignác Šárka Michal Stanislava Lubomír Přemysl Marcell Vilmos Dorottya Gergő
    Teréz Nikolett Terézia Zalán Gréta Marianna Carla Blanduzia Fabiana Rada Anuța Lucențiu
    Iustin Agata Gabriela Renata Öztek Toy Alaeddin Benol Mihin Havse Memili Şahdiye Hürmet
    Ebuakil Bahaddin Lana Božo Martina Milica Zdravko Ljubica Marijan Tomo Janja Kristijan
    Biserka Aleksi Suvi Kyllikki Pirjo Marjut Ella Helvi Jesse Esteri Marianne
""")
FAMILY: Final = _list("""
    Smith Johnson Williams Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez
    Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson Harris Sanchez Clark
    Ramirez Lewis Robinson Walker Allen Wright Torres Nguyen O'Brien McDonald MacLeod O'Connor
    FitzGerald Kowalski Wisniewski Novák Dvořák Horváth Szabó Popescu Ionescu Yılmaz Öztürk
    Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Köhler
    Böhm Jäger Grünwald Zimmermann Bernard Dubois Durand Leroy Lefèvre Girard Mercier Guérin
    Rousseau Béranger Chevalier D'Almeida L'Hermitte Gaudin Muñoz Núñez Ibáñez Castañeda
    Echeverría Zubizarreta Silva Santos Oliveira Gonçalves Magalhães Ferreira Conceição Araújo
    Rossi Russo Ferrari Esposito Bianchi Colombo Ricci D'Angelo Dell'Acqua Jansen Bakker Visser
    Dekker Hoekstra Dijkstra Søndergård Ångström Bjørnstad Łukaszewicz Häkkinen Đorđević
    Živković Papadopoulos Tanaka Yamamoto Kobayashi Zhang Huang Zhao Chakraborty Mukherjee
    Subramanian Venkataraman Okonkwo Adeyemi Abdullahi Haddad Khoury Petrov Kuznetsova
    Shevchenko Featherstonehaugh Quigley Throckmorton Zuckerberg Vandenberghe Przybylski
    Eichelberger Kirschbaum Winterbottom Ramaswamy Hall Campbell Mitchell Roberts Carter
    Phillips Evans Edwards Collins Stewart Morris Murphy Rogers Reed Morgan Cooper Peterson
    Bailey Kelly Howard Ramos Richardson Watson Brooks Chavez Bennett Mendoza Ruiz Hughes
    Alvarez Castillo Sanders Patel Myers Ross Foster Jimenez Powell Jenkins Perry Russell
    Sullivan Butler Barnes Fisher Henderson O'Sullivan McCarthy MacDonald FitzPatrick Brandt
    Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht
    Schuster Simon Ludwig Kröger Förster Töpfer Bräuer Petit-Jean Morel Fournier Lambert
    Fontaine Rousselle Garnier Faure Chevallier Lémery D'Artois Marchand Picard Vidal Molina
    Ortega Delgadillo Serrano Cárdenas Peña Iturbe Azpilicueta Pereira Rodrigues Almeida
    Carvalho Teixeira Guimarães Brandão Romano Gallo Fontana Conti Mancini Dall'Osto De'Medici
    Vries Bosch Mulder Vermeulen Hendriks Verhoeven Nilsson Øverland Kjær Szczepański Wójcik
    Procházka Kovács Tóth Dumitrescu Demir Şahin Vu Pham Suzuki Watanabe Nakamura Liu Chen
    Banerjee Iyer Krishnamurthy Eze Balogun Mensah Mansour Aziz Sokolova Shepherdson
    Wolstenholme Ravenscroft Kensington Abernathy Hackenschmidt Oberholzer Niedermeier
    Baumgartner Steinhäuser Fox Horn Aguirre Levine Blair Sanderson Reynolds Godfrey Giles
    Bentley Davison Staude Käster Huhn Stey Stahr Dörschner Eberth Grüner Thalhammer Salzer
    Meixner Oberndorfer Scheucher Reich Scharf König Maurice Guilbert Munoz Mathieu Vasseur
    Morin Boyer Blázquez Zurita Bermúdez Pablo Haro Casares Cobos Dalmau Madrid Partida Cadena
    Rael Centeno Salcedo Tejada Soria Limón Leão Pimenta Machado Barbosa Ribeiro Vasconcelos
    Farias Moraes Vicente Fernandes Coelho Neves Pacheco Pinheiro Morais Monteiro Figueiredo
    Spinelli Santi Curiel Pizzamano Forza Schiaparelli Federico Tosi Alboni Mathurin Mercks
    Verbeeck Chrodtrud Huberts Kolster Jurrijens Genefaas Hexspoor Thorsen Lauritsen Eriksen
    Overgaard Bech Andersen Christiansen Frandsen Olsen Linder Olander Stenström Åslund Norén
    Lundquist Winberg Modig Mathisen Haugland Mikkelsen Danielsen Halvorsen Moe Nilsen Bakken
    Johannessen Doe Kratochvíl Šťastná Svobodová Malý Šťastný Dvořáková Marková Sedláček
    Staňková Major Fehér Barta Pap Mezei Máté Deák Jónás Nemeș Stancu Manole Cristea Popa Florea
    Gheorghiu Dobre Stoica Ertaş Arslan Güçlü Soylu Çorlu Arsoy Eraslan Çetin Jerković Perić
    Bertoša Soldo Močibob Šurina Marinković Jagarinec Harapin Markkanen Aaltonen Marttinen
    Saarinen Oikarinen Sallinen Grönroos Haapanen Puranen Schwartz Palmer Webb Rodgers Rosario
    Colon Chaney Sampson Moody Collier Dickinson Blake Kay Burton Matthews Dunn Carroll Ortmann
    Cichorius Rohleder Tlustek Neuschäfer Putz Hartung Kruschwitz Textor Klug Stocker Scherzer
    Reinthaler Schachinger Gangl Meier Rohrmoser Fiedler Feichter Roger Paris Delaunay Cohen
    Potier Colas Berthelot Briand Oller Clemente Talavera Perelló Villegas Zapata Jordán Heredia
    Escolano Royo Maestre Fernández Tello Corrales Salinas Noriega Castro Tirado Alcántar Gracia
    Arroyo Jasso Moura Brito Cunha Rios Silveira Fogaça Mendes Rocha Borges Simões Domingues
    Abreu Nunes Fonseca Onisto Antonacci Satriani Aloisio Monduzzi Garrone Taliercio Serlupi
    Barcella Petrucelli Stefanelli Gervais Jansse Kunen Middelkoop Broeckx Wooning Verschut
    Mijsberg Kerkhof Pison Madsen Kjeldsen Hansen Østergaard Jeppesen Gregersen Vestergaard
    Svendsen Christensen Skov Jakobsen Davidsson Rosenberg Ingvarsson Singh Dahl Edberg Asplund
    Strand Lindquist Klasson Melin Aune Næss Bakke Kristiansen Solberg Gundersen Kristoffersen
    Hagen Pettersen Pospíšil Marek Bílková Strnadová Bláhová Kadlec Matějka Navrátil Kubíček
    Novotný Šimek Bálint Balla Kocsis Fülöp Orbán Csonka Szücs Balog Gulyás Illés Mocanu Voinea
    Preda Tomescu Albu Ardelean Georgescu Suciu Şensoy Kısakürek Akar İhsanoğlu Öcalan
    Çamurcuoğlu Karadeniz Tevetoğlu Aksu Kovaček Duvančić Sardelić Pavković Batrac Marušić
    Miloslavić Galić Golubić Škrtić Petrović Haavisto Kantola Ikonen Tolonen Nieminen Riikonen
    Rajala Lindberg Kiviniemi
""")  # noqa: RUF001 - Turkish names
WORD_NAMES: Final = _list("""
    Hand Head Foot Young Long Short Strong Heart Bone Legge White Black Brown Gray Green Rose
    May Hope Grace Mark Bill Ray Small Little Day Cook Hart Stern Klein Lang Kurz Groß Weiss
    Schwarz Braun Kopf Bauch Haut Herz Fuss Lunge Zahn Petit Grand Blanc Legrand Lebrun Costa
    Testa Collo Mano Cabeza Pinto Branco Leite Delgado Moreno Rubio Lesko Core Cross Ring Stone
    Steel Wall Field Beam Waters Towne Law Parkinson Hodgkin Wilson Baker Turner Temple Shade
    Pool Cover Rich Hood Sharp Wise Good Best Hardy Swift Bright Noble Pope Bishop Knight Cannon
    Spear Pike Fish Crane Finger Rib Shinn Tongue Brest Palm Chin Nail Tibbs Skull Bell Bush
    Flood Frost Snow Winter Summer Rains Storm Gale Sand Rock Banks Fuchs Vogel Hals Arm Bein
    Zunge Auge Ohr Kinn Mund Kiefer Stark Neu Alt Roth Blau Lies Buik Voet Bras Corps Brun Roux
    Rouge Bello Seco Verde Calvo Rojo Blanco Bianco Rosso Grosso Basso Alto Barba Bocca Gamba
    Spina Sacco Ferro Crohn Cushing Graves Marfan Addison Caldwell Simpson Monday March Penny
    Price Power Ford Case Page Rule Peak Slice Scales Sessions Back Ball Blue Book Box Call Card
    Chance Child Close Deal Early East Edge Fine Free Friend Glass Guess Guy Hair Her House
    Kitchen Land Large Lay Light Low Major Money Nation New North Parent Peace Person Place Race
    Read See Sell Song South Southern Still Stock Story Treat True Way West Will Word Able Bank
    Begin Big Blood Board Body Born Choice Current Dark Degree Doctor Eye Fall Fast Few Fly
    Force Garden Grow Hard Husband Job Just Lawyer Leader Line List Look Man Matter Million More
    Morning Music Near Nice Old Pass People Pick Plant Player Poor Range Rather Reach Ready Real
    Reason Record Red Senior Sing Six Son Staff Stage Standard Surface Wait Walk Wear Well
    Western Work Yard You
""")
"""Given with a title or beside another name, or known from the batch; alone nobody could tell."""
OTHER_SCRIPTS: Final = _list("""
    Иванов Смирнова Кузнецов Παπαδόπουλος Γεωργίου 山田太郎 佐藤花子
    王小明 李娜 김철수 박영희 محمد العلي כהן לוי
    สมชาย Попов Волкова Соколов Νικολάου Δημητρίου 鈴木一郎 高橋美咲
    陈伟 刘洋 이준호 최수진 فاطمة حسن אברהם יוסף
    วิชัย राजेश কামাল Морозов Лебедева Ἀλέξανδρος Κωνσταντίνου
    中村健太 小林由美 赵磊 黄丽华 정민수 강지은 خالد
    الرشيد משה דוד ประเสริฐ सुनीता রহিমা Фёдоров
    Никитина Θεοδώρου Βασιλείου 木村拓也 清水真理 周杰 吴芳 윤서연
    임재현 ياسر منصور רבקה שמעון ธนากร मनोज সুমন
""")
STREETS: Final = (
    *(
        "Main Street",
        "Oak Avenue",
        "Elm St.",
        "Washington Blvd",
        "Park Lane",
        "Maple Drive",
        "Sunset Road",
        "Church Rd",
    ),
    *(
        "Hauptstraße",
        "Bahnhofstr.",
        "Goethestrasse",
        "Lindenallee",
        "Am Mühlenbach",
        "Kirchgasse",
        "Schillerplatz",
    ),
    *(
        "rue de la Paix",
        "avenue Victor Hugo",
        "boulevard Voltaire",
        "place Bellecour",
        "chemin des Vignes",
    ),
    *("Calle Mayor", "Avenida Diagonal", "Paseo del Prado", "Rua Augusta", "Travessa do Carmo"),
    *(
        "Via Garibaldi",
        "Corso Vittorio Emanuele",
        "Piazza Navona",
        "Kerkstraat",
        "Prinsengracht",
        "Dorpsstraat",
    ),
    *(
        "River Road",
        "High Street",
        "Lake Drive",
        "5th Avenue",
        "Highland Blvd.",
        "Spring Lane",
        "Chestnut St",
        "Mill Rd",
    ),
    *(
        "Gartenstraße",
        "Schulstr.",
        "Rosenweg",
        "Marktplatz",
        "Herzog-Wilhelm-Straße",
        "Berliner Allee",
        "Lungengasse",
    ),
    *("rue du Bac", "avenue Foch", "boulevard Haussmann", "place du Marché", "impasse des Lilas"),
    *(
        "Calle Serrano",
        "Avenida de América",
        "Plaza de España",
        "Rua do Ouro",
        "Travessa das Flores",
    ),
    *(
        "Via Roma",
        "Corso Buenos Aires",
        "Piazza Duomo",
        "Molenstraat",
        "Keizersgracht",
        "Schoolstraat",
    ),
    *(
        "Jefferson Street",
        "Cedar Avenue",
        "Ridge Road",
        "Walnut St",
        "Franklin Blvd",
        "Cherry Lane",
        "Market Square",
    ),
    *(
        "Mozartstraße",
        "Ringstr.",
        "Dorfweg",
        "Rathausplatz",
        "Eichenallee",
        "Obere Gasse",
        "Seestrasse",
    ),
    *("rue Pasteur", "avenue de la Gare", "boulevard Gambetta", "place Carnot", "chemin du Moulin"),
    *(
        "Calle Alcalá",
        "Avenida Libertad",
        "Plaza Nueva",
        "Rua Direita",
        "Avenida Paulista",
        "Rua da Prata",
    ),
    *(
        "Via Mazzini",
        "Corso Umberto",
        "Piazza Maggiore",
        "Stationsstraat",
        "Herengracht",
        "Beukenlaan",
    ),
    *(
        "Lincoln Avenue",
        "Birch Street",
        "Harbor Road",
        "Union St",
        "Madison Blvd",
        "Orchard Lane",
        "Pearl Street",
    ),
    *(
        "Beethovenstraße",
        "Talstr.",
        "Birkenweg",
        "Domplatz",
        "Kastanienallee",
        "Untere Gasse",
        "Brunnenstrasse",
    ),
    *(
        "rue Molière",
        "avenue Jean Jaurès",
        "boulevard Raspail",
        "place de la Mairie",
        "chemin de Halage",
    ),
    *(
        "Calle Goya",
        "Avenida Portugal",
        "Plaza Mayor",
        "Rua Garrett",
        "Avenida Central",
        "Rua do Sol",
    ),
    *("Via Dante", "Corso Italia", "Piazza Navona", "Nieuwstraat", "Singelgracht", "Lindelaan"),
)
CITIES: Final = (
    *(
        "Springfield",
        "Minneapolis",
        "Tuscaloosa",
        "Albuquerque",
        "München",
        "Heidelberg",
        "Osnabrück",
        "Zürich",
    ),
    *(
        "Grenoble",
        "Besançon",
        "Liège",
        "Zaragoza",
        "Sevilla",
        "Coimbra",
        "Brescia",
        "Perugia",
        "Utrecht",
        "Groningen",
    ),
    *(
        "Cleveland",
        "Sacramento",
        "Chattanooga",
        "Poughkeepsie",
        "Köln",
        "Tübingen",
        "Wuppertal",
        "Graz",
        "Basel",
    ),
    *(
        "Toulouse",
        "Saint-Étienne",
        "Namur",
        "Valencia",
        "Málaga",
        "Braga",
        "Bologna",
        "Verona",
        "Eindhoven",
        "Leiden",
    ),
    *_list("""
    Werdau Altötting Iserlohn Perleberg Starnberg Göppingen Hildesheim Weißwasser Anklam Traun
    Köflach Knittelfeld Ebreichsdorf Ebenfurth Scheibbs Straßburg Mödling Fürstenfeld Fundão
    Estremoz Tavira Fátima Penafiel Pinhel Espinho Montemor-o-Novo Santana Padergnone Frondarola
    Vandoies Ceriale Cecina Fontespina Camerlata Lavagnola Bauladu Oldenzaal Vrouwenakker Hoek
    Glane Gaanderen Wijchen Lemiers Slappeterp Westergeest Lystrup Tjæreborg Regstrup Boeslunde
    Aulum Rønne Mesinge Højslev Oksbøl Lund Trollhättan Piteå Örebro Falun Karlstad Sundsvall
    Södertälje Västerås Opole Tychy Kwidzyn Żywiec Malbork Wałcz Wągrowiec Suwałki Otwock
    Duchcov Krásno Dobříš Kosmonosy Pardubice Radnice Dašice Rychvald Hrob Deva Vulcan Sebes
    Pecica Matca Apahida Corabia Hateg Barlad Čakovec Petrinja Đakovo Karlovac Nin Ludbreg
    Gospić Omiš Orahovica Luoto Riihimäki Joutsa Ulvila Raisio Pornainen Brändö Rantasalmi Kuhmo
    """),
    *_list("""
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
    """),
)
HOSPITALS: Final = (
    *(
        "Mercy General Hospital",
        "St. Elsewhere Clinic",
        "Klinikum Großhadern",
        "Universitätsklinikum Tübingen",
    ),
    *(
        "Hôpital Lariboisière",
        "Hospital La Paz",
        "Ospedale Niguarda",
        "Hospital das Clínicas",
        "Radboud UMC",
    ),
    *(
        "Johns Hopkins Hospital",
        "Krankenhaus Barmherzige Brüder",
        "Policlinico Gemelli",
        "Massachusetts General Hospital",
    ),
    *(
        "Sunnybrook Regional Hospital",
        "St. Jude Clinic",
        "Klinikum Harlaching",
        "Universitätsspital Basel",
    ),
    *(
        "Hôpital Pitié-Salpêtrière",
        "Hospital Santa Creu",
        "Ospedale Careggi",
        "Hospital São João",
        "Erasmus Ziekenhuis",
    ),
    *("Cedars Medical Center", "Krankenhaus Nordwest", "Mount Carmel Hospital", "Brigham Hospital"),
    *(
        "Lakeview Memorial Hospital",
        "St. Luke Hospital",
        "Klinikum Bogenhausen",
        "Universitätsklinik Ulm",
        "Mayo Clinic",
    ),
    *(
        "Clinique Saint-Luc",
        "Hospital Clínico San Carlos",
        "Ospedale Maggiore",
        "Hospital da Luz",
        "Amphia Ziekenhuis",
    ),
    *("Spital Thun", "Charité Universitätsmedizin", "Northwestern University", "Praxis Hohenstein"),
    *(
        "Riverside Community Hospital",
        "St. Mark Hospital",
        "Klinikum Chemnitz",
        "Universitätsklinik Graz",
        "Lahey Clinic",
    ),
    *(
        "Clinique Pasteur",
        "Hospital General de Elche",
        "Ospedale San Martino",
        "Hospital Santa Maria",
        "Isala Ziekenhuis",
    ),
    *("Spital Zollikerberg", "Georgetown University", "Praxis Sonnenhof", "Kings College Hospital"),
)
TITLES: Final = (
    *(
        "Dr.",
        "Dr",
        "Prof.",
        "Prof. Dr.",
        "Mr.",
        "Mrs",
        "Ms.",
        "Mrs.",
        "Herr",
        "Frau",
        "Dr. med.",
        "Mme",
        "Mlle",
        "M.",
    ),
    *(
        "Sr.",
        "Sra.",
        "Dra.",
        "Sig.",
        "Sig.ra",
        "Dott.",
        "Dhr.",
        "Mevr.",
        "Prof",
        "PD Dr.",
        "OA Dr.",
    ),
)
ROLES: Final = (
    *(
        "for",
        "ref by",
        "referred by",
        "tech:",
        "Tech",
        "operator",
        "Operator:",
        "performed by",
        "read by",
        "radiologist",
    ),
    *(
        "Überweiser:",
        "MTRA",
        "Untersucher",
        "médecin",
        "opérateur",
        "médico:",
        "medico",
        "Patient:",
        "name:",
        "attn",
    ),
)
PHRASES: Final = (
    *(
        "CT CHEST W/O CONTRAST",
        "CT ABD/PELVIS W CONTRAST",
        "CT HEAD WO",
        "MRI BRAIN W/WO CONTRAST",
        "XR CHEST 2 VIEWS",
    ),
    *(
        "CHEST PA AND LATERAL",
        "MR LUMBAR SPINE W/O",
        "US ABDOMEN COMPLETE",
        "MAMMO SCREENING BILATERAL",
        "PET/CT WHOLE BODY",
    ),
    *(
        "CT ANGIO CHEST PE PROTOCOL",
        "CTA HEAD AND NECK",
        "XR KNEE 3 VIEWS LEFT",
        "XR ANKLE RT AP LAT",
        "MR KNEE LT WO",
    ),
    *(
        "AX T2 FLAIR FS",
        "SAG T1",
        "COR STIR",
        "AX DWI b1000",
        "t1_mprage_sag_p2_iso",
        "t2_tse_tra_320",
        "ep2d_diff_3scan_trace_p2",
    ),
    *(
        "ADC (10^-6 mm²/s)",
        "SWI_Images",
        "mIP_Images(SW)",
        "t1_vibe_fs_tra_bh",
        "3D FSPGR AX +C",
        "Ax T1 POST GAD",
        "LOCALIZER",
    ),
    *(
        "3-plane loc",
        "Scout",
        "Topogram 0.6 T20f",
        "Thorax 5.0 B31f",
        "Lung 1.0 B70f",
        "ABDOMEN 3.0 I30f 3",
        "Recon 2: 1.25mm BONE",
    ),
    *(
        "AXIAL 0.625mm STD",
        "COR MPR 2x2",
        "SAG MIP 5mm",
        "Dose Report",
        "Patient Protocol",
        "HIRN_DWI_b1000_ADC",
        "TOF_3D_multi-slab",
    ),
    *(
        "Perfusion MTT",
        "CBF rel",
        "ASL perfusion",
        "DTI 64 dir",
        "BOLD resting state",
        "Field map TE 4.92",
        "RTSTRUCT",
        "Liver 4 phase",
    ),
    *(
        "arterial phase",
        "portal venous phase",
        "delayed 10 min",
        "non contrast",
        "CT SINUS LIMITED",
        "C-SPINE 5 VIEWS",
        "L4/5 disc",
    ),
    *(
        "HIP RIGHT 2 VIEWS",
        "FOOT LEFT WEIGHT BEARING",
        "WRIST AP OBLIQUE LATERAL",
        "SHOULDER Y VIEW",
        "OPG",
        "KUB",
        "IVP",
    ),
    *(
        "ECHO TTE COMPLETE",
        "CARDIAC MR STRESS",
        "CT CALCIUM SCORE",
        "CORONARY CTA 0.5mm",
        "2D TOF NECK",
        "3D SPACE T2 SAG",
    ),
    *(
        "MRCP",
        "MR ENTEROGRAPHY",
        "PELVIS PROSTATE MULTIPARAMETRIC",
        "BREAST MRI BILATERAL DYNAMIC",
        "THYROID UPTAKE",
        "BONE SCAN WHOLE BODY",
    ),
    *(
        "CT guided biopsy liver",
        "rule out pulmonary embolism",
        "follow up lung nodule",
        "abdominal pain",
        "chest pain",
        "acute stroke",
    ),
    *(
        "history of breast cancer",
        "status post surgery",
        "trauma",
        "headache",
        "lower back pain",
        "suspected fracture left wrist",
    ),
    *(
        "rotator cuff tear",
        "staging of lymphoma",
        "shortness of breath",
        "knee pain after injury",
        "known metastases in the liver",
    ),
    *(
        "Lossy compression with JPEG baseline",
        "multiplanar reformation",
        "maximum intensity projection",
        "motion corrected",
    ),
    *(
        "Thorax nativ 1.5 mm",
        "CT Thorax/Abdomen mit KM",
        "MRT Kopf nativ",
        "HWS in 2 Ebenen",
        "Knie rechts seitlich",
        "Becken a.p.",
    ),
    *(
        "Schädel nativ",
        "Abdomen portalvenös",
        "LWS seitlich",
        "Oberbauch Sonographie",
        "Nasennebenhöhlen coronar",
        "Lunge Dünnschicht",
    ),
    *(
        "Verlaufskontrolle nach Operation",
        "Ausschluss Lungenembolie",
        "Verdacht auf Fraktur",
        "Sprunggelenk links",
        "Ganzkörper",
    ),
    *(
        "TDM thorax sans injection",
        "IRM cérébrale",
        "scanner abdomino-pelvien",
        "épaule gauche",
        "genou droit face et profil",
    ),
    *(
        "rachis lombaire",
        "temps portal",
        "coupes fines",
        "recherche de métastases",
        "échographie abdominale",
        "bassin de face",
    ),
    *(
        "TAC de tórax con contraste",
        "RM de rodilla derecha",
        "columna lumbar",
        "cráneo simple",
        "ecografía abdominal",
        "fase arterial",
    ),
    *(
        "radiografía de tórax",
        "dolor abdominal",
        "control evolutivo",
        "hombro izquierdo",
        "pelvis sin contraste",
        "senos paranasales",
    ),
    *(
        "TC de tórax sem contraste",
        "RM do joelho direito",
        "coluna lombar",
        "crânio",
        "ultrassonografia do abdome total",
        "fase venosa",
    ),
    *(
        "TC torace senza mdc",
        "RM encefalo",
        "rachide lombare",
        "ginocchio destro",
        "ecografia addome completo",
        "fase portale",
        "spalla sinistra",
    ),
    *(
        "CT hersenen zonder contrast",
        "knie links",
        "wervelkolom",
        "buikoverzicht",
        "thorax staand",
        "lever met contrast",
        "schouder rechts",
    ),
    *(
        "CT NECK SOFT TISSUE W CONTRAST",
        "CT CERVICAL SPINE W/O",
        "MRA HEAD W/O",
        "XR ABDOMEN 1 VIEW",
        "XR SHOULDER RT 2 VIEWS",
    ),
    *(
        "PORTABLE CHEST AP",
        "MR THORACIC SPINE W/WO",
        "US RENAL BILATERAL",
        "US THYROID",
        "NM BONE SCAN 3 PHASE",
        "DXA HIP AND SPINE",
    ),
    *(
        "CT UROGRAM",
        "CTA AORTA RUNOFF",
        "XR FOREARM LEFT",
        "MR HIP BILATERAL",
        "AX T1 SE",
        "COR T2 FS",
        "SAG PD FATSAT",
        "AX GRE",
    ),
    *(
        "t2_spc_da-fl_sag_iso",
        "t1_tse_cor",
        "ep2d_bold_moco",
        "fl3d_tof_tra",
        "SAG 3D MPRAGE",
        "Ax 3D SWAN",
        "COR T1 POST",
        "Calibration scan",
    ),
    *(
        "AAHead_Scout",
        "LUNG WINDOW",
        "BONE PLUS 2.5mm",
        "Thorax 1.0 I70f",
        "Abdomen 5.0 Br40d",
        "AX MIP 10mm",
        "COR 3mm REFORMAT",
    ),
    *(
        "Screen Save",
        "Key images",
        "T1 map",
        "T2* map",
        "cine SAX",
        "4 chamber",
        "LGE PSIR",
        "first pass perfusion",
        "late venous phase",
    ),
    *(
        "nephrographic phase",
        "expiratory",
        "prone high resolution",
        "ELBOW 3 VIEWS RIGHT",
        "TOES LEFT",
        "PELVIS AP",
        "SKULL LATERAL",
    ),
    *(
        "barium swallow",
        "UPPER GI SERIES",
        "carotid doppler",
        "fetal ultrasound",
        "CTA CHEST DISSECTION",
        "MR PITUITARY",
        "MR ORBITS W/WO",
    ),
    *(
        "lung cancer screening",
        "evaluate for stroke",
        "left flank pain",
        "kidney stone",
        "known aneurysm",
        "weight loss",
        "chronic cough",
    ),
    *(
        "right shoulder pain",
        "post operative",
        "pneumonia",
        "lung mass",
        "rule out DVT",
        "ankle swelling",
        "osteoarthritis of the hip",
    ),
    *(
        "CT Schädel mit KM",
        "MRT LWS",
        "Hand links 2 Ebenen",
        "Thorax p.a.",
        "Abdomen Übersicht",
        "Schulter rechts a.p.",
        "Hüfte axial",
    ),
    *(
        "Leber dynamisch",
        "Halsweichteile",
        "Felsenbeine hochauflösend",
        "Mammographie beidseits",
        "Polytrauma",
        "Weichteilkern 3 mm",
    ),
    *(
        "TDM abdomen avec injection",
        "IRM du genou gauche",
        "radiographie du thorax",
        "sinus de la face",
        "cheville droite",
        "foie en diffusion",
    ),
    *(
        "RM cerebral con gadolinio",
        "TC abdomen y pelvis",
        "rodilla izquierda",
        "ecografía renal",
        "mamografía bilateral",
        "fase tardía",
    ),
    *(
        "TC de crânio",
        "RM da coluna cervical",
        "mamografia bilateral",
        "joelho esquerdo",
        "tórax em perfil",
        "abdome superior",
    ),
    *(
        "TC addome con contrasto",
        "RM ginocchio sinistro",
        "ecografia renale",
        "cranio basale",
        "torace in due proiezioni",
        "anca destra",
    ),
    *(
        "CT abdomen met contrast",
        "MRI knie rechts",
        "echo nieren",
        "hoofd blanco",
        "heup links",
        "bekken",
        "thorax liggend",
    ),
    *(
        "CT ABDOMEN PELVIS W IV CONTRAST",
        "CT CHEST HIGH RES",
        "XR RIBS LEFT",
        "XR HAND RT 3 VIEWS",
        "MRI PELVIS W/WO",
        "US PELVIS",
    ),
    *(
        "MRI LIVER W/WO CONTRAST",
        "US SCROTUM",
        "CTA CHEST",
        "CT TEMPORAL BONES",
        "MAMMO DIAGNOSTIC LEFT",
        "PET SKULL BASE TO MID THIGH",
    ),
    *(
        "XR T-SPINE 2 VIEWS",
        "XR FINGER LEFT",
        "CHEST 1 VIEW",
        "AP PELVIS",
        "LATERAL CERVICAL SPINE",
        "Ax FLAIR",
        "Sag T2 FSE",
    ),
    *(
        "COR T1 VIBE FS POST",
        "t2_blade_tra_fs",
        "t1_fl2d_cor",
        "ep2d_perf",
        "tse_dixon_sag",
        "PosDisp: COR STIR",
        "AX SWI",
        "DWI ADC MAP",
    ),
    *(
        "3D T1 TFE",
        "sT2W_FLAIR",
        "T2W TSE",
        "T1W 3D FFE",
        "B-FFE",
        "SURVEY",
        "Reg - DWI_b0",
        "eADC",
        "AX LAVA ART PHASE",
        "SSFSE COR",
    ),
    *(
        "HEAD 5.0 H31s",
        "Sinus 2.0 H60s",
        "SMART MIP",
        "BODY 3.0 CE",
        "STANDARD 1.25 mm",
        "AXIAL BRAIN 2.5mm",
        "THIN BONE",
        "Cor Abd",
    ),
    *(
        "Protocol",
        "Scanogram",
        "Loc",
        "MIP RAD",
        "bolus tracking",
        "Test Bolus",
        "calcium scoring",
        "cardiac function",
        "perfusion rest",
    ),
    *(
        "stress perfusion",
        "tagging SAX",
        "aortic root",
        "left ventricle",
        "dobutamine stress echo",
        "renal artery duplex",
        "venous doppler",
    ),
    *(
        "biopsy of thyroid nodule",
        "hematuria",
        "abnormal mammogram",
        "right hip pain",
        "fall with head injury",
        "post chemo follow up",
    ),
    *(
        "persistent cough",
        "back pain radiating to leg",
        "fever and elevated white count",
        "rule out appendicitis",
        "pre surgical planning",
    ),
    *(
        "MRT Schulter links",
        "CT Abdomen mit Kontrastmittel",
        "Röntgen Thorax",
        "Sonographie Schilddrüse",
        "BWS a.p.",
        "Ellenbogen rechts",
    ),
    *(
        "MR-Angiographie der Halsgefäße",
        "Kniegelenk beidseits",
        "Lungenfenster 1.0",
        "koronare Rekonstruktion",
        "Tumorstaging",
        "Kontrolle",
    ),
    *(
        "scanner thoracique",
        "IRM rachis cervical",
        "échographie rénale",
        "poumons de face",
        "coude gauche",
        "hanche droite",
        "crâne sans injection",
    ),
    *(
        "TC de abdomen sin contraste",
        "RM lumbar",
        "tórax PA y lateral",
        "tobillo derecho",
        "ecografía de tiroides",
        "cadera izquierda",
    ),
    *(
        "TC abdome com contraste",
        "RM de crânio",
        "ombro direito",
        "ultrassom renal",
        "radiografia de mão",
        "tornozelo esquerdo",
    ),
    *(
        "TC cranio senza mdc",
        "RM spalla destra",
        "RX torace",
        "ecografia tiroide",
        "caviglia sinistra",
        "colonna cervicale",
    ),
    *(
        "CT thorax zonder contrast",
        "MRI lumbale wervelkolom",
        "enkel rechts",
        "echo abdomen",
        "schedel",
        "elleboog links",
    ),
    *(
        "CT BRAIN WITHOUT CONTRAST",
        "CT LUMBAR SPINE",
        "XR PELVIS AND HIPS",
        "XR FOOT LT 3 VIEWS",
        "MRI CERVICAL SPINE",
        "US APPENDIX",
    ),
    *(
        "MRI SHOULDER ARTHROGRAM",
        "US BREAST RIGHT LIMITED",
        "CTA ABDOMEN AND PELVIS",
        "CT FACIAL BONES",
        "NM RENAL SCAN LASIX",
        "PET BRAIN",
    ),
    *(
        "XR CLAVICLE RIGHT",
        "XR THUMB LT",
        "CHEST DECUBITUS",
        "SKULL SERIES",
        "L SPINE FLEX EXT",
        "Ax T1 FSE",
        "Sag STIR",
        "Cor T2 TSE",
    ),
    *(
        "AX T1 VIBE DIXON",
        "t2_haste_cor_bh",
        "t1_starvibe_tra",
        "ep2d_tra_dynamic",
        "pd_tse_fs_sag",
        "AX B1000",
        "ADC",
        "PHASE_Images",
    ),
    *(
        "T1W_SE",
        "T2W_FFE",
        "3D_PCA",
        "VEN_BOLD",
        "PDW_SPAIR",
        "DWI 3 b-values",
        "AX FIESTA",
        "COR LAVA-FLEX",
        "SAG CUBE T2",
        "ASSET calibration",
    ),
    *(
        "THORAX 1.5 B31f",
        "ABDOMEN 5.0 VENOUS",
        "ORBITS 1.0 H70h",
        "AXIAL 5MM",
        "SAGITTAL 3MM",
        "VRT",
        "Lung Nodules",
        "CORONAL SOFT TISSUE",
    ),
    *(
        "Dose Info",
        "Patient Data",
        "Localizers",
        "monitoring 10.0",
        "control scan",
        "delayed enhancement",
        "T1 mapping pre",
        "viability",
    ),
    *(
        "two chamber",
        "short axis cine",
        "aortic valve",
        "pulmonary veins",
        "carotid ultrasound",
        "lower extremity venous duplex",
    ),
    *(
        "aspiration of cyst",
        "elevated PSA",
        "breast lump",
        "left knee swelling",
        "motor vehicle accident",
        "restaging of colon cancer",
    ),
    *(
        "difficulty breathing",
        "neck pain",
        "nausea and vomiting",
        "evaluate for abscess",
        "fracture follow up",
        "preoperative evaluation",
    ),
    *(
        "MRT Becken mit KM",
        "CT Hals",
        "Röntgen Fuß links",
        "Sonographie Abdomen",
        "HWS seitlich",
        "Handgelenk links dorsovolar",
    ),
    *(
        "Gelenk rechts 2 Ebenen",
        "Thorax im Liegen",
        "CT-Angiographie Aorta",
        "spätarterielle Phase",
        "Prostata multiparametrisch",
        "Nierensteine",
    ),
    *(
        "TDM cérébral",
        "IRM épaule droite",
        "échographie pelvienne",
        "thorax de face",
        "poignet gauche",
        "sein bilatéral",
        "scanner du rachis",
    ),
    *(
        "TC craneal",
        "RM de hombro izquierdo",
        "abdomen simple",
        "muñeca derecha",
        "ecografía mamaria",
        "codo izquierdo",
        "fase portal",
    ),
    *(
        "RM de pelve",
        "TC de seios da face",
        "cotovelo direito",
        "ecografia mamária",
        "radiografia da mão",
        "punho esquerdo",
    ),
    *(
        "RM addome superiore",
        "TC rocche petrose",
        "RX bacino",
        "ecografia mammaria",
        "gomito destro",
        "polso sinistro",
        "piede destro",
    ),
    *(
        "MRI hersenen",
        "CT wervelkolom",
        "pols links",
        "echo schildklier",
        "voet rechts",
        "buik met contrast",
        "ribben",
    ),
)
TECHNICAL: Final = (
    *(
        "5.0 B31f",
        "1.25mm",
        "0.625mm",
        "3x3x3",
        "TE 90",
        "b1000",
        "TR 2000 ms",
        "B70f",
        "H31s",
        "2.0 MPR",
        "FOV 220",
        "1.5T",
    ),
    *(
        "NEX 2",
        "p2",
        "3 mm",
        "120 kV",
        "5 mm",
        "50 mAs",
        "1.0 x 1.0",
        "16ns",
        "512x512",
        "Series 3",
        "T2",
        "+C",
        "C-",
        "b50",
        "90 deg",
    ),
    *(
        "1.5 B30f",
        "2.5mm",
        "0.5mm",
        "256x256",
        "TE 30",
        "b800",
        "TR 500 ms",
        "H60s",
        "3.0 MPR",
        "FOV 360",
        "3T",
        "T1",
        "p3",
    ),
    *(
        "NEX 1",
        "4 mm",
        "100 kV",
        "10 mm",
        "2.0 x 2.0",
        "320x320",
        "Series 12",
        "-C",
        "b0",
        "45 deg",
        "Br64",
        "iso 0.9",
    ),
    *(
        "2.0 B40f",
        "3.75mm",
        "1mm",
        "192x192",
        "TE 100",
        "b500",
        "TR 3000 ms",
        "I26f",
        "5.0 MPR",
        "FOV 180",
        "T2",
        "p4",
        "3D",
    ),
    *(
        "NEX 4",
        "2 mm",
        "80 kV",
        "8 mm",
        "0.8 x 0.8",
        "384x384",
        "Series 7",
        "+C",
        "b400",
        "30 deg",
        "Hr59",
        "ST 1.0",
    ),
    *(
        "3.0 B60f",
        "0.75mm",
        "6mm",
        "288x288",
        "TE 15",
        "b1200",
        "TR 4000 ms",
        "I31f",
        "1.0 MPR",
        "FOV 240",
        "PD",
        "p2",
        "2D",
    ),
    *(
        "NEX 3",
        "7 mm",
        "140 kV",
        "1 mm",
        "0.9 x 0.9",
        "448x448",
        "Series 9",
        "-C",
        "b200",
        "60 deg",
        "Qr40",
        "5.0 mm",
    ),
)
