# ruff: noqa: RUF001 - names and phrases are written in their own letters
"""Still more lists to develop with, held out until their failures were looked at.

The same lists as in `development`, with other entries. Given and family names come from Mimesis
(MIT), cities of fewer than 60 000 people from GeoNames (CC BY 4.0); names that are also words are
family names of the 1990 census of the United States among the words of this project's own
documentation and source.
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
    Tomáška Odolen Ema Krasomil Fortunát Doubravka Udo Gleb Samer Alice Rozvita Sidonie Regna
    Thrugot Øthger Ellesef Brawith Anne Jænis Merethe Hillegier Dótta Ellen Oda Kaspar Zenzi
    Siglind Lucie Rolanda Jim Lucia Eldwin Bodo Berg Isabella Lina Strongheart Durin Resi Uli
    Erdmute Adelfried Varick Leopold Xylia Burgh Nada Nahid Anthea Marcelino Walther Constantin
    Nima Cäsar Zahide Girolamo Chaya Soo Benedict Colby Lavelle Ivan Frances Reuben Lavern Jacob
    Heriberto Joey Ryann Odell Brinda Celena Hubert Ted Thao Noel Markita Annabelle Kayla Karine
    Charlotte Jean-sébastien Coreen Darnell Lekisha Dacia Carlyn Erinn Stacy Sydney Guillermo
    Malisa Ascensión Catrina Cecilia Domingo Guillermina Dayana Tauro Gaspare Bartolome Amador
    Maureo Cristine Felipe Tajo Belen Hilario Alandra Fonda Mabel Arved Athanasios Veido Tuudur
    Velvo Leonhard Milde Hetlin Sirje Sverre Veikko Tuuli Aatu Sirkka Veeti Lea Hilppa Auno Aki
    Jani L'Oréal Marshall Thibaut Ferrand Jimmy Anastasia Nais Kenny Gaspard Mikike Dorit Aladár
    Hildegárd Roland Lara Gusztáv Derien Bernát Zsolt Adria Hildelita Krsto Kir Damir Viktor
    Katica Stanko Dorina Heiðlaug Sörli Ólafína Sigurhelga Katinka Lísbet Björnólfur Axel
    Auðkell Sveinlaugur Þingey Octavia Sergio Anatolio Gianluigi Cianna Adone Dario Sabrina
    Pierina Timur Seppe Inaya Mahir Tren Selma Arda Puk Ezra Daniëlle Elise Oskar Riley Marije
    Alissa Glenn Rogier Thijn Selena Anu Brandon Leiel Donya Jøstein Aliyah Sønnøv Christa
    Kårfinn Atla Alvar Arabella Różanna Cezaria Florian Henryk Dagmar Artem Łucjan Maniek Dawid
    Mirka Adriel Esaú Clotilde Líbia Antonino Vianei Lisandro Alvino Katie Nero Selene Analisa
    Judas Ravi Odete Neóteles Severo Adelinda Nabor Teófilo Tirso Flória Almesinda Pascualina
    Danica Anastázia Mikuláš Nora Marína Ľuboš Soňa Valentína Milan Branislava Lujza Botheidh
    Ödgerd Angærdh Hallbiorn Alfolsus Frögerd Æsbiorn Gjöli Svente Eralkan Fatih Özcan Bilan
    Demircan Öncü Alpagut Yalçıner Özdoğa Özgün Devin Ceren Gülüstan Hafiz Bəhram Xatirə Aida
    Xədicə Mətanət Zərifə Səməd İnna Arif
""")
FAMILY: Final = _list("""
    Jerábek Luxa Jech Kovář Toman Vrabec Mysliveček Hrbáček Dudek Šmahel Zahradnik Dreyer Lykke
    Krogsgaard Lohmann Malling Lorenzen Sunesen Bilde Hahn Huber Wolf Baasch Kuhn Adenauer
    Essert Wolff Hauer Holtzer Kisabaka Schönlebe Tischler Bürger Retzke Hartmann Strutz
    Frahmeke Kloss Zeyhle Schielke Werren Riat Strehler Devantay Juillerat Neukomm Solari
    Fricker Vaccariello Hinnen Eyben Erny Herrera Mays Kent Maynard Bray Middleton Dyer Stevens
    Howell Whitley Medina Mooney Figueroa Noel Cochran Hensley Harper Atkinson Nichols Cote Bean
    Mayer Robles Jacobs Fuller Rowland Holland Dodson Benson Franco Summers Wells Bass Trevino
    Sutton Dejesus Barlow Mills Berry Rey Iglesias Gil Guerrero Moya Menendez Mendez Barrera
    Yunta Alaniz Rivas Solano Rojas Balderas Armendáriz Huixtlacatl Zepeda Herodes Hõbe
    Kaljulaid Tamm Kuuse Poom Aasmäe Kink Smirnov Marksoo Aavik Turunen Niskala Laakso Harju
    Hakkarainen Laakkonen Raatikainen Keskinen Kärkkäinen Parantainen Tapio Hämäläinen Hogue
    Derrien Bourque Barrette Guindon Hamel Chrétien Bachand Gicquel Doucet Verger Gyepes
    Markovits Rozgonyi Bukrán Kulcsár Gyarmati Kenderesi Csokonai Draskovich Balzary Kertész
    Bogdanović Vučković Starčević Novaković Kralj Ostojić Babić Turković Mattadóttir Oddsdóttir
    Hjörtsson Hængsson Bragadóttir Geirhjörtsson Tandrason Kolsson Húnröðsson Gautsdóttir
    Hildiglúmsson Hakason Gucciardo Savoia Buonanno Mastrianni Albino Caccamo Ciotola Bertoli
    Asti Fusillo Albertini Hemeltjen Bentinck Uland Tijggelers Berg Steen Esselinkpas Lintem
    Shutt Heyink Thys Luyten Willems Smets Thijs Segers Peeters Tellefsen Agdestein Knutsen
    Barlie Sivertsen Paasche Eliassen Engelstad Abrahamsen Onstad Aamot Jabłoński Piecha
    Galiński Ciechanowski Krakowiak Dąbrowska Drewnowska Umiński Sikorska Lutostańska Gosiewska
    Makowiecka Pires Maia Goncalves Mota Gomes Pagotto Fachini Fiorini Baldo Riatto Landeira
    Carazas Fernandez Neto Dorigo Bassos Vargová Molnár Varga Lukáč Tóthová Horváthová Kováčová
    Szabová Kováč Balogová Svedin Lindström Abrahamsson Nordberg Stahre Wallin Blomquist Pålsson
    Bergroth Lundin Vilhelmsson Elmastaşoğlu Yazıcı Menemencioğlu Velioğlu Oraloğlu Kunt
    Tekelioğlu Arıcan Eronat Adıvar Durak Ertepınar Məlikli Musalı Osmanlı Gəraybəyli Kəngərli
    Bəhmənli İsgəndərli Aslanlı Salahlı Əsədli
""")
CITIES: Final = _list("""
    Antelope Morton Bryant Lüdinghausen Lexington Ibaiti Tomelloso Delicias Legnago Holyoke
    Corbeil-Essonnes Tías Kidsgrove Kempston Durango Clearfield Natchitoches Pontault-Combault
    Itapissuma Newberg Digne-les-Bains Vienna Tahlequah Coronado Faenza Carmarthen Rijswijk
    Sudoeste/Octagonal Woodrow Chiavari Sinsheim Adlershof Canicattì Gaeta Gronau Cumberland
    Ginosa Posse Sanford Ripon Shelton Greiz Noisy-le-Sec Kobyłka Ituporanga Prostějov Socorro
    Kireçocağı Lewiston Soho Rahway Kemalpaşa Kelkheim Kingsland Joué-lès-Tours Irondequoit
    DeKalb Dalmine Middelburg Alexandria Villefontaine Caaporã Mastic Itaporanga Linden-Nord
    Itapuranga Lingolsheim Itatim Cartaya Corroios Marlow Barbastro Giarre Terracina
    Jardinópolis Frederikshavn Wayne Miguelturra Renfrew Sambiase Angri Wołomin Tigard Unionport
    Stallings Neópolis Potirendaba Lanham-Seabrook Baskil Imbé Danville Alvin Nordhausen Tiffin
    Bernburg Levanger Pacífico Leavenworth Compiègne Anastácio Soure Portogruaro Dedham Wildwood
    Aabenraa Lebrija Holzminden Porciúncula Haguenau Northport Quijingue Uruaçu Esperança
    Ribeirão Conyers Harstad Turek Araci Vassouras Johnston Baturité Southlake Saint-Amand-les-
    Eaux Heiligenhaus Recoletos Laurel Romsey Titusville Larkhall Châtillon Castelo Abaré
    Uniondale Hemer Middelharnis Fareham
""")
WORD_NAMES: Final = _list("""
    Leak Shell Bare Heard Seals Coil Pack Sites Delay Cancel Button Alter Weeks Branch Judge
    Dates Hang Brand Breed Settle Sink Reader Persons Drain Worth Rank Counts Stamp Gross Press
    Stamps Strange Settles Freeze Seal Samples Click Peek Render Link
""")
OTHER_SCRIPTS: Final = _list("""
    Добромисла Сегизбаева Шаймерденов السمري Ανέστης 이연 Майя Имашев الأمين Чулпан Сулейменова
    Долина Асия Μίμης صفوی الطاهر موحد 朵伊 麻乃 ترکاشوند Алдар آرام 해슬 みずき Ορέστης Остромисл
    Χαράλαμπος Шакира Ағлия الوسيمي تهمینه بامین 平尾 会娟 香宗我部 Сәтбаева Фока Ріана صغیری
    悠然 Яків
    النمر Лукреція همایون فيصل Поликарп Назаров Гадельшина علاء فرح Қаламқас 一円 حليم النويصر
    الجمال Анемподистова Ракова 美咲 رنجبر المدني
""")
STREETS: Final = _phrases("""
    Juniper Avenue | Old Quarry Road | Beaumont Street | Larkspur Lane |
    Fourth Street | Harbor Blvd | Kiefernweg | Gartenstraße | Rathausplatz |
    Steinallee | Hohe Gasse | Schillerstr. | rue Voltaire | avenue Mozart |
    boulevard Pasteur | place Bellevue | chemin du Lavoir | Calle Serrano |
    Avenida Libertad | Plaza del Sol | Rua do Carmo | Avenida Paulista |
    Via Mazzini | Corso Cavour | Piazza Dante | Dorpsstraat | Molenlaan |
    Kerkweg
""")
HOSPITALS: Final = _phrases("""
    Riverside Medical Center | St. Luke Hospital | Klinikum Fulda |
    Universitätsklinikum Essen | Marshfield Clinic | Clinique Saint-Roch |
    Hospital Universitario Cruces | Ospedale Niguarda | Hospital Santo Amaro |
    Maasstad Ziekenhuis | Kantonsspital Aarau | Emory University |
    Praxis am Markt | Lakeland Regional Hospital | Krankenhaus Waldfriede |
    CHU Purpan
""")
PHRASES: Final = _phrases("""
    CT CHEST ABDOMEN PELVIS WITH IV CONTRAST | MRI SHOULDER ARTHROGRAM LEFT |
    XR FEMUR 2 VIEWS RIGHT | US RENAL AND BLADDER | CT UROGRAM 3 PHASE |
    MR CERVICAL SPINE WITHOUT CONTRAST | XR ELBOW COMPLETE |
    MAMMOGRAM DIAGNOSTIC UNILATERAL | NM GASTRIC EMPTYING |
    MRA CIRCLE OF WILLIS | XR RIBS UNILATERAL |
    CT MAXILLOFACIAL WITHOUT CONTRAST | US CAROTID DUPLEX BILATERAL |
    CT GUIDED LUNG BIOPSY | FLUORO UPPER GI SERIES | DEXA SPINE AND HIP |
    PET BRAIN FDG | XR TOES LEFT FOOT | MR ELASTOGRAPHY LIVER | Ax T2 FRFSE |
    Sag STIR lumbar | cor t1 fse fs | t2_space_dark-fluid_sag |
    ep2d_diff_b0_b800 | ax_dwi_adc | T1 SPIR tra post | 3D MERGE |
    WATER: Ax LAVA-Flex | sDW_SSh | B_TFE_BH | T2W_SPAIR_AX |
    gre_field_mapping | localizer_haste | perf_moco | SURVEY_BFFE |
    DelRec - thin lung | Thorax 1.5 I70f | HEAD AXIAL 5MM |
    Abd/Pel 3.0 soft tissue | Cor MPR 3mm | BRAIN AX BONE | Sag recon |
    CORONARY 0.6 Bv40 | DE_Mixed | iMAR 2.0 | delay 5 min | Timing bolus |
    Dose Info | Screen Save | shortness of breath and fever |
    known renal cell carcinoma | rule out appendicitis | fall from height |
    right lower quadrant pain | chronic cough smoker | screening mammogram |
    numbness in left arm | persistent headache | post operative day 3 |
    seizure disorder | hepatitis C cirrhosis | elevated PSA |
    pre transplant workup | swelling of left calf | gunshot wound to abdomen |
    abnormal chest x-ray | CT Hals mit Kontrastmittel | MRT Kniegelenk rechts |
    Röntgen Thorax im Liegen | Sonographie Abdomen | Schädel nativ 5 mm |
    Handgelenk links 2 Ebenen | Verlaufskontrolle nach Operation | Becken a.p. |
    Ausschluss Lungenembolie | LWS seitlich | Mammographie beidseits |
    Hirnstamm axial | scanner thoracique injecté | IRM lombaire sans injection |
    radiographie du poignet gauche | échographie abdominale |
    genou droit face et profil | recherche de métastases | bilan d'extension |
    TC de tórax sin contraste | RM de columna lumbar |
    radiografía de rodilla derecha | dolor abdominal | ecografía renal |
    control postoperatorio | TC de crânio | RM de coluna lombar |
    ultrassom de abdome | radiografia de tórax | suspeita de fratura |
    TC torace con mdc | RM encefalo | RX bacino | ecografia addome completo |
    controllo a distanza | CT thorax met contrast | MRI knie links |
    röntgen pols rechts | echo abdomen | verdenking longembolie |
    tomografia głowy | rezonans kręgosłupa | beyin tomografisi |
    akciğer grafisi | röntgen lungor | MR hjärna | КТ головного мозга |
    МРТ коленного сустава | рентген легких | αξονική κοιλίας |
    ακτινογραφία θώρακος | 胸部単純CT | 頭部MRI | 腹部造影CT | 右膝関節 | 胸部平扫 | 腹部增强CT |
    頭部電腦斷層 | 左膝关节 | 흉부 CT | 뇌 MRI | 복부 초음파 | أشعة الصدر | رنين الركبة |
    सीटी स्कैन सिर | বুকের এক্সরে
""")
TECHNICAL: Final = _phrases("""
    2.0 B30f | 1.25mm | 7 mm | 192x192 | TE 85 | b1500 | TR 4000 ms | I50f |
    3.0 MPR | FOV 240 | T2 | p4 | 2D | NEX 1 | 4 mm | 140 kV | 0.9 x 0.9 |
    448x448 | Series 7 | +C | b50 | 15 deg | Hr64 | 0.5 mm
""")
