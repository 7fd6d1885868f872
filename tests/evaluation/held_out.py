# ruff: noqa: RUF001 - names and phrases are written in their own letters
"""Names, places and phrases that no rule, list or figure was made with.

The same lists as in `development`, with other entries. Given and family names come from Mimesis
(MIT), cities of fewer than 60 000 people from GeoNames (CC BY 4.0); names that are also words are
family names of the 1990 census of the United States among the words of Python's library. Phrases
were written after the vocabulary, without it at hand. Who looks at what is lost or left over here
has made it a development list: write another.
"""

from __future__ import annotations

from typing import Final

from tests.evaluation.development import ROLES, TITLES

__all__ = ["ROLES", "TITLES"]


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()).split(" "))


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("|"))


GIVEN: Final = _list("""
    Slavomíra Želislav Mansvet Milagros Liv Juliána Drahoň Pelagie Hypolit Pnina Ron Ruprecht
    Evald Dulcinea Heda Helghi Thrugils Villum Dines Regnwald Jytte Asi Gunwald Adhelin Amdi
    Lukas Claus Norberta Zäzilie Beatrice Lou Aken Gretchen Falk Adolph Edith Pepin Kameron Beat
    Gerald Gundula Malte Penrod Gudrun Schatzi Karla Adler Medard Imma Szabolcs Hasan Giorgia
    Matis Naoko Clio Marga Bora Silan Ejup Sina Jean-Maurice Ludovic Salvatrice Quoc Tünde
    Wilbert Valentin Caron Rueben Eddie Grady Kelley Neta Reiko Johnny Fernanda Christena Melita
    Erik Lashunda Deloise Jaymie Dwight Gonzalo Nicolle Monet Lakenya Janae Cecil Delila Elvis
    Danial Shella Jordan Bobby Brad Frédérique Cassi Isis Samual Latina Retta Lorriane Tamisha
    Tamie Ezekiel Cedrick Hiroko Latrina Marth Maxima Lloyd Santiago Marina Margarita Borja
    Hernan Bautista Ander Silvia Edenia Delicia Delcine Manny Orlondo Estrella Gualterio Jago
    Arcilla Deina Eleena Guido Abund Kairi Janika Rasmus Senta Katre Eino Maivi Ehtel Ringo
    Raider Kerli Niko Lari Terhikki Riku Aato Naima Saimi Joonatan Ossian Valma Paula Aulis
    Sylvi Verna Cyril Gustave Carvell Candice Ewen Swan Jawad Aurore Alessandro Evan Kelian
    Kyrielle Loan Jenő Minka Bozsóka Juli Belinda Levi Vanessza Arnold Ernő Nándor Adorján
    Ciklámen Armida Eső Gregur Silvana Ani Silvija Vladislav Fran Darko Teon Natalija Vilim
    Petar Lena Edita Mihael Hjálmgeir Þórar Keran Addý Jochum Líf Sigdór Dalmann Engilbjört
    Franz Akira Rósfríður Jóndóra Guðröður Elí Asírí Lukah Tito Biaggio Armanno Elia Tore
    Samanta Nilda Eusebio Marcoantonio Amedeo Sal Manlio Fiammetta Mirthe Zakariya Linde Daley
    Duuk Ceylin Silke Luciano Marit Yasmin Samuel Shanaya Magnus Pip Mina Suze Ahmet Eline
    Liselotte Redouan Len Semih Sietse Elina Charlie Youp Juliëtte Pippa Vina Solfryd Ariela
    Bergfinn Jonveig Volkmar Anina Asleiv Berthe Vandråd Bartol Bøye Barak Mariola Gerard Sława
    Maksym Bartek Greta Stanisława Cyprian Apolonia Olaf Telesfor Gloria Weronika Olália
    Morgiana Gentil Ludmila Gileade Dúlia Sancho Edéria Guilhermino Celsa Osório Marilina
    Crisálida Selésio Élsio Veridiano Naiara Laureano Arlinda Noélia Nicoleta Carísia Josefo
    Pedro Abdul Doralice Olivar Penélope Želmíra Ľudomila Jozefína Vavrinec Agáta Víťazoslav
    Bonifác Izabela Ernest Bohuš Augustín Hove Kätilvi Abyørn Atlissä Albrek Ronja Sote Olle
    Hafridh Melchior Pätar Agdis Abelke Märita Nart Gökberk Itır Alpdoğan Çağdaş Tuğçe Yalazalp
    Sema Cankız Baykan Sökmen Bediz Yiğitalp Ilgın Ramin Hikmət Fuad Bəhicə Vasif Əminə Arzu
    Ayan Namiq Hüseyn Ağasəlim Rasim Sona Elmira Şəfa
""")
FAMILY: Final = _list("""
    Zapletal Průcha Zelenka Ježek Stejskal Barák Michálek Kopříva Krajíček Jireček Rosický
    Janoušek Bakes Kapić Masaryk Rindom Graversen Schou Bitsch Lundgaard Linde Lunde Joensen
    Strøm Halkjær Timm Frederiksen Hjort Kaiser Schubert Denzel Herrmann Bumgarner Krämer Jung
    Bocker Fertig Feldt Hasek Hildebrand Fromm Heidrich Crews Gruszecki Freimann Schmid Griese
    Emert Jucken Rheder Busse Gerson Schembera Borrmann Wessel Pinnock Konig Börner Membrez Joye
    Dalessi Markwalder Scheuner Deschenaux Bürli Hysenaj Kalberer Inauen Zeiter Jurt Caviezel
    Peric Fausch Hyde Hodges Calhoun Boyd Pace Brennan Pruitt Daniels Ratliff Frazier Padilla
    Fuentes Parsons Salas Gilliam Norman Beasley Hawkins Hewitt Shepard French O'neil Watts Dale
    Hampton Lindsay Rodriquez Ellis Cabrera Underwood Castaneda Hutchinson Mcclure Montoya
    Houston Yang Tucker Mcbride Tate Love Marquez Owens Hebert Pittman Curtis Greer Hidalgo
    Morales Name Bravo Cano Suarez Vazquez Samaniego Jáquez Alemán Sisneros Sauceda Gallegos
    Ávalos Orta Barajas Juárez Kodres Kesküla Antson Rein Maradona Mitt Puhvel Maack Luup
    Abderhalden Rebane Renoir Kõiv Kaasik Eskelinen Iivonen Hyttinen Hirvensalo Ronkainen Kallio
    Peltola Kilpiäinen Leinonen Huhtala Siivonen Mannerheim Eskola Rantanen Lahti Masson
    Geoffroy Busson Choinière Savage Gobeil Astier Herault Lacelle Métivier Besse Belzile Vandal
    Pinel Seguin Csere Zsigmondy Kornai Vöröss Erdős Gyulay Vasas Burjan Szollosi Jókai Koltai
    Szklenár Bottyán Gabor Golub Radočaj Kovač Dukić Cvetković Rajković Horvatić Posavec
    Abramović Kovačić Hrženjak Matijević Karlović Novosel Hallkelsson Jakadóttir
    Sigurbergsdóttir Bjarkadóttir Gnúpsdóttir Holtadóttir Patreksdóttir Oddbergsson Þóradóttir
    Uxadóttir Guttadóttir Mosason Geirason Börksdóttir Þröstsson Nikolaadóttir Marchionda
    Verucchi Sassi Barberi Buratti Nenni Iarussi Rindone Gennuso Ciccarello Deramo Certa Fasolo
    Fantini Verwey Kormelink Drosten Bouvijn Goijkink Deggerink Veendricks Flaskamp Reckmans
    Geuën Michiels Verbeke Somers Claessens Nijs Devos Cornelis Ceulemans Vervoort Moens Wouters
    Myklebust Bruland Preus Anker Kielland Heyerdahl Aarrestad Guttormsen Ingebretsen Fredriksen
    Gjertsen Haraldsen Blom Romanowicz Wąsiel Marciniak Lutostański Waglewska Witczak
    Śpiewakowska Partyka Abramczyk Hrycyk Ślusarska Janicki Boguszewski Regulski Paprocki
    Murawska Luis Dias Alves Guerreiro Andrade Amorim Agrisi Nelson Johannesen Nagem Reis
    Rossoni Cerqueira Rizzo Zanchetin Fioresi Fazôlo Baláž Balážová Nagy Molnárová Almgren Namn
    Grahn Ljungberg Fogelklou Sandberg Edlund Gullberg Blix Ekdal Granqvist Källström
    Ekenstierna Almlöf Segerström Tokgöz Poçan Sezek Keçeci Uca Adal Tokatlıoğlu Yalım Tazegül
    Atakol Bayındır Tekand Akal Sezgin Mustafalı Cabbarlı Məhərrəmli İmirli Muradxanlı Kərimli
    Novruzlu
""")
CITIES: Final = _list("""
    Alcañiz Aurillac Lynbrook Fairfield Arnold Skien Burntwood Port-de-Bouc Laval Łask Lents
    Benton Alvinópolis Quaraí Ammanford Gorinchem Smithfield Nerja Beaune Kozluk Eggenstein-
    Leopoldshafen Warrensburg Carvin Badhoevedorp Lemgo Hoogvliet Pachino Porangatu Ceylanpınar
    Tuckahoe Aloha Nördlingen Orange Monção Peekskill Brea Biddulph Putten Kristinehamn Irauçuba
    Nordstadt Saran Willimantic Uetersen Choszczno Akçakoca Złotów Raytown Vierzon Scheveningen
    Aldaia Bieruń Valkenswaard Dracut Didcot Jardim Örnsköldsvik Harringay Norland Ware Diyadin
    Lavapiés Reisterstown Kadınhanı Mirador Pianura Stolberg Xàtiva Buxton Monfalcone Buckow
    Stalybridge Tourlaville Yakuplu Adelfia Petrolândia Manfredonia Saint-Herblain Chiswick
    Vincent Junqueirópolis Tábor Lawndale Pooler Schiffweiler Ribeirópolis Hannibal Mölndal
    Preetz Dianópolis Roslindale Manicoré Świnoujście Blerick L'Aquila Yateley Shipley Halewood
    Dublin Lauchhammer Vermoim Cocoa Parkside Grzegórzki Rickmansworth Pyskowice Segrate Bobigny
    Wasco Onda Melrose Maraã Malakoff Coburg Sudbury Brühl Airdrie Alzey Auburn Lucas Hoboken
    Lehi Estoril Walsrode Waghäusel Shaw Höxter Challans Canoinhas Divino Manhattan Mieres
    Mérida Comillas Kirkwood Nusle Cleckheaton Senirkent Itororó Wheaton Canillas
""")
WORD_NAMES: Final = _list("""
    Cater Cropper Border Trim Register Pickle Hack Minor Corner Angle Port Dance Dove Peer Fair
    Dash Marshal Holder Handy Pointer Conn
""")
OTHER_SCRIPTS: Final = _list("""
    角沢 Θάνος Баймуратова الموسى Андрусяк Елена مالك 동호 七瀬 松橋 سيرين أمال Уразаева
    Αγγέλικα 広明
    الحنبلي Аблязов الزعيم Пескова آرا Дила Виола Лев Айтолды هدى 帝儒 Зульфия نور القيصر
    Емельянов Кенжегүл القدوسي Αλαβάνος الركابي 泽钰 یزدگرد المراغي ملاك みのる میلاد Ауэзов
    奈良 けんじ
    Алдияр Жунусов 子昊 有野 Горпина 新兵衛 Дмитрий Сбруева هبة 비영 Балтарович وليد پایور 大関
    الطبيبي
    شیروانی البيضاء
""")
STREETS: Final = _phrases("""
    Magnolia Avenue | Ferry Road | Cedar Street | Windmill Lane | Third Street |
    Ocean Blvd | Tannenweg | Feldstraße | Domplatz | Ulmenallee | Enge Gasse |
    Mozartstr. | rue Racine | avenue Montaigne | boulevard Haussmann |
    place Carnot | chemin des Vignes | Calle Goya | Avenida Colón | Plaza Real |
    Rua do Sol | Avenida Ipiranga | Via Manzoni | Corso Magenta |
    Piazza Navona | Schoolstraat | Eikenlaan | Parkweg
""")
HOSPITALS: Final = _phrases("""
    Northgate Medical Center | St. Anne Hospital | Klinikum Passau |
    Universitätsklinikum Jena | Ochsner Clinic | Clinique Pasteur |
    Hospital Universitario Basurto | Ospedale Cardarelli | Hospital São Marcos |
    Isala Ziekenhuis | Kantonsspital Chur | Duke University | Praxis im Hof |
    Pinecrest Regional Hospital | Krankenhaus Bethanien | CHU Rangueil
""")
PHRASES: Final = _phrases("""
    CT LUMBAR SPINE WITHOUT CONTRAST | MR HIP BILATERAL W WO |
    XR HUMERUS MIN 2 VIEWS | US PELVIS TRANSVAGINAL |
    CT ABDOMEN LIVER PROTOCOL | MR WRIST RIGHT WITHOUT |
    XR CLAVICLE COMPLETE LEFT | US THYROID | MAMMO STEREOTACTIC BIOPSY |
    NM THYROID SCAN | CTA ABDOMEN AND RUNOFF | XR PELVIS 1 VIEW |
    CT TEMPORAL BONES | US SCROTUM WITH DOPPLER | CT ENTEROGRAPHY | XR SINUSES |
    MR BREAST WITH CAD | CT DRAINAGE ABSCESS | BARIUM ENEMA |
    BONE DENSITY AXIAL | PET MELANOMA WHOLE BODY | MR SPECTROSCOPY BRAIN |
    Cor T2 fat sat | Sag PD knee | ax t1 fs gd | t1_fl2d_tra_mt | ep2d_perf_p2 |
    sag_t2_cube | T2W_DRIVE_CLEAR | 3D_FIESTA | Ph1/Coronal LAVA | dDWI 3b |
    T1_mDIXON_W | BOLD_run2 | dti_64dir_AP | fieldmap_PA | trufi_loc_multi |
    t2_haste_cor_bh | AAHScout | VIBE_CAIPI_pre | ABDOMEN 2.0 I41f |
    Neck 1.0 Bl57 | AXIAL CHEST 1.25 | PELVIS STD 5mm | Thin bone axial |
    SAG SOFT 2MM | LIVER ART 3.0 | 80% phase | VNC 1.5 | MIP COR 10mm |
    Scout lateral | Topo | Exam summary | Results MM Oncology |
    nausea and vomiting | history of prostate cancer | evaluate for hernia |
    knee instability after sports injury | left flank pain | hoarseness |
    elevated creatinine | night sweats | transient ischemic attack | vertigo |
    status post fusion L4 L5 | interval growth of nodule |
    cough and weight loss | pre op planning | enlarged lymph nodes |
    dysphagia for solids | pulsatile tinnitus | recurrent falls | trauma alert |
    leg swelling | CT Becken nativ | MRT Schulter links |
    Röntgen Fuß rechts 3 Ebenen | Sono Schilddrüse | Hüfte axial |
    BWS in 2 Ebenen | Verdacht auf Bandscheibenvorfall |
    Staging bei Mammakarzinom | Nierensteine | Herz MRT | Lunge low dose |
    Bauch im Liegen | scanner cérébral | IRM de l'épaule droite |
    radiographie du thorax | échographie rénale | hanche gauche de face |
    douleur abdominale | contrôle après chirurgie | TC de cráneo |
    RM de hombro derecho | radiografía de pelvis | ecografía de tiroides |
    sospecha de fractura | RM de joelho esquerdo | TC de tórax |
    mamografia bilateral | dor lombar | TC addome | RM spalla destra |
    RX torace | eco tiroide | dolore lombare | CT abdomen zonder contrast |
    MRI schouder rechts | foto thorax | pijn in knie |
    tomografia klatki piersiowej | USG jamy brzusznej | karın tomografisi |
    diz MR | CT buk | MR knä | МРТ поясничного отдела | КТ брюшной полости |
    рентген кисти | μαγνητική εγκεφάλου | αξονική θώρακος | 腹部CT | 腰椎MRI |
    胸部X線 正面 | 肝臓 造影 | 腰椎平扫 | 上腹部增强 | 胸部電腦斷層 | 무릎 MRI | 복부 CT | 흉부
    정면 |
    أشعة مقطعية للبطن | رنين الدماغ | एमआरआई घुटना | পেটের আল্ট্রাসাউন্ড
""")
TECHNICAL: Final = _phrases("""
    1.5 B41f | 2.5mm | 8 mm | 224x224 | TE 110 | b1200 | TR 6000 ms | I31f |
    2.0 MPR | FOV 180 | T1 | p2 | 3D | NEX 4 | 5 mm | 100 kV | 0.8 x 0.8 |
    352x352 | Series 9 | +C | b100 | 25 deg | Br44 | 0.75 mm
""")
