# ruff: noqa: RUF001 - Turkish and Cyrillic names are written in their letters
"""Invented people of many countries: names, addresses, telephones, numbers, hospitals.

Each list is split in two: what development seeds draw from, and what only held-out seeds do.
Written without regard to any vocabulary of the engine.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Final

SHORT: Final = 3
"""Letters up to which an ASCII word of an address tells nothing."""


@dataclass(frozen=True, slots=True)
class Locale:
    """How people of a country are called and where they live.

    Attributes:
        charset: Specific Character Set of their files.
        given, family: names; an East Asian one is "roman=ideographic", else it is used as it is.
        streets: with the house number as ``{n}``.
        cities: with the postal code as ``{z}``.
        hospitals: institutions.
        phone: digits for ``#``.

    """

    charset: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    cities: tuple[str, ...]
    hospitals: tuple[str, ...]
    phone: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


LOCALES: Final = {
    "en-US": Locale(
        "ISO_IR 6",
        _words("Walter Denise Gregory Tamika Clifford Marlene Dwight Rosalind Vernon Lorraine"),
        _words("Hollingsworth Brown Abercrombie Young Whitfield Stone Castellano Hand Pruitt Rose"),
        _lines("{n} Maple Avenue|{n} W. Chestnut Street|{n} Old Mill Road|{n} Sycamore Drive"),
        _lines("Duluth, MN {z}|Yonkers, NY {z}|Boise, ID {z}|Flagstaff, AZ {z}"),
        _lines(
            "Lakeview Memorial Hospital|St. Agnes Medical Center|Cypress Valley Clinic|"
            "Bellhaven Regional Hospital"
        ),
        "(###) ###-####",
    ),
    "en-GB": Locale(
        "ISO_IR 192",
        _words("Nigel Philippa Alastair Gemma Rupert Imogen Callum Bronwyn"),
        _words(
            "Featherstone O'Donnell Cholmondeley Wainwright Blackwood Prendergast Short Aldridge"
        ),
        _lines("{n} Church Lane|{n} Victoria Terrace|{n} Station Road|{n} Orchard Close"),
        _lines("Huddersfield HD1 4QP|Swansea SA2 8PP|Inverness IV2 3UJ|Truro TR1 3HD"),
        _lines(
            "Royal Pennine Infirmary|Morriston General Hospital|Raigmore Trust|Treliske Hospital"
        ),
        "01### ######",
    ),
    "de-DE": Locale(
        "ISO_IR 100",
        _words("Jürgen Käthe Winfried Annegret Götz Heidemarie Ekkehard Bärbel"),
        _words("Müllenhoff Groß Weißmüller Klein Schönbächler Knochenhauer Überschär Kessler"),
        _lines("Lindenstraße {n}|Am Mühlbach {n}|Goethestr. {n}|Königsallee {n}"),
        _lines("{z} Göttingen|{z} Würzburg|{z} Lübeck|{z} Saarbrücken"),
        _lines(
            "Universitätsklinikum Göttingen|Klinikum am Steinberg|Marienhospital Lübeck|"
            "Krankenhaus Winterberg"
        ),
        "0### #######",
    ),
    "fr-FR": Locale(
        "ISO_IR 100",
        _words("Geneviève Thibault Mélanie Aurélien Joséphine Loïc Clémence Gaëtan"),
        _words("Desrosiers Petit Lacombe-Périer Boulanger D'Hérouville Leblanc Chastagnol Fabre"),
        _lines(
            "{n} rue des Tilleuls|{n}, avenue Jean Jaurès|{n} bd Gambetta|"
            "{n} chemin du Vieux Moulin"
        ),
        _lines("{z} Besançon|{z} Angoulême|{z} Périgueux|{z} Nîmes"),
        _lines(
            "CHU Jean Minjoz|Clinique Sainte-Marthe|Hôpital de la Timone|Polyclinique du Grand Sud"
        ),
        "0# ## ## ## ##",
    ),
    "es-ES": Locale(
        "ISO_IR 192",
        _words("Iñaki Visitación Nicolás Macarena Óscar Purificación Raúl Itziar"),
        _words("Echevarría Núñez Valdivieso Bermúdez Zabaleta Quiñones Arístegui Barragán"),
        _lines("Calle Mayor {n}|Avda. de la Constitución {n}|Paseo de Gracia {n}|Plaza Nueva {n}"),
        _lines("{z} Logroño|{z} Cáceres|{z} Vitoria|{z} Almería"),
        _lines(
            "Hospital San Pedro|Clínica Nuestra Señora del Pilar|Hospital Txagorritxu|"
            "Centro Médico Torrecárdenas"
        ),
        "9## ### ###",
    ),
    "pt-BR": Locale(
        "ISO_IR 100",
        _words("Thiago Conceição Lucélia Wellington Jandira Adão Iracema Cauã"),
        _words("Figueiredo Gonçalves Albuquerque Magalhães Sampaio Brandão Vasconcelos Queirós"),
        _lines(
            "Rua das Acácias, {n}|Avenida Getúlio Vargas {n}|Travessa do Sol {n}|Rua Direita {n}"
        ),
        _lines("{z} Florianópolis|{z} Goiânia|{z} Niterói|{z} Maringá"),
        _lines("Hospital São Lucas|Santa Casa de Goiânia|Clínica Boa Vista|Hospital das Palmeiras"),
        "(##) 9####-####",
    ),
    "it-IT": Locale(
        "ISO_IR 100",
        _words("Gianluca Concetta Ermenegildo Fiorella Niccolò Assunta Calogero Mirella"),
        _words(
            "Bevilacqua D'Agostino Quattrocchi Mastroianni Pellegrini Zanetti Scognamiglio Orsini"
        ),
        _lines("Via Garibaldi {n}|Viale dei Mille {n}|Piazza San Marco {n}|Corso Vittorio {n}"),
        _lines("{z} Forlì|{z} Catanzaro|{z} Vicenza|{z} Trapani"),
        _lines(
            "Ospedale Morgagni|Policlinico Mater Domini|Casa di Cura Villa Berica|"
            "Presidio Sant'Antonio"
        ),
        "0## ### ####",
    ),
    "pl-PL": Locale(
        "ISO_IR 101",
        _words("Grzegorz Bożena Zdzisław Agnieszka Mieczysław Wiesława Paweł Danuta"),
        _words(
            "Brzęczyszczykiewicz Wiśniewski Gołębiowska Żurawski Szymański "
            "Chrzanowska Łuczak Pędzich"
        ),
        _lines("ul. Słowackiego {n}|ul. Długa {n}|al. Niepodległości {n}|os. Piastów {n}"),
        _lines("{z} Rzeszów|{z} Białystok|{z} Łódź|{z} Zielona Góra"),
        _lines(
            "Szpital Wojewódzki Rzeszów|Klinika Świętej Anny|Szpital Bródnowski|Przychodnia Zacisze"
        ),
        "+48 ### ### ###",
    ),
    "tr-TR": Locale(
        "ISO_IR 148",
        _words("Şükrü Gülşen Oğuzhan Müberra İbrahim Çiğdem Ümit Nurgül"),
        _words("Yıldırım Karaoğlan Çelikkol Özdemirci Şahinkaya Güngörmüş Türkoğlu Aslanbey"),
        _lines("Cumhuriyet Cad. No:{n}|Atatürk Bulvarı {n}|İnönü Sok. {n}|Gül Mah. {n}"),
        _lines("{z} Eskişehir|{z} Diyarbakır|{z} Muğla|{z} Çanakkale"),
        _lines("Yunus Emre Devlet Hastanesi|Dicle Hastanesi|Özel Ege Kliniği|Troya Tıp Merkezi"),
        "0### ### ## ##",
    ),
    "vi-VN": Locale(
        "ISO_IR 192",
        _words("Hoàng Thảo Quốc Phương Đức Hạnh Tuấn Loan"),
        _words("Nguyễn Trịnh Huỳnh Đặng Lương Phùng Vương Bùi"),
        _lines("{n} Lê Lợi|{n} đường Trần Hưng Đạo|{n} phố Huế|{n} Hai Bà Trưng"),
        _lines("Đà Nẵng {z}|Hải Phòng {z}|Cần Thơ {z}|Nha Trang {z}"),
        _lines("Bệnh viện Bạch Mai|Bệnh viện Chợ Rẫy|Bệnh viện Việt Đức|Phòng khám Hòa Bình"),
        "09## ### ###",
    ),
    "ru-RU": Locale(
        "ISO_IR 144",
        _words("Вячеслав Людмила Святослав Евдокия Ярослав Зинаида Геннадий Раиса"),
        _words("Преображенский Кузнецова Шаповалов Воробьёва Чернышевский Лебедева Рябинин Гусева"),
        _lines("ул. Гагарина {n}|пр. Мира {n}|Садовая улица {n}|пер. Тихий {n}"),
        _lines("{z} Ярославль|{z} Новосибирск|{z} Казань|{z} Вологда"),
        _lines(
            "Городская больница Соловьёва|Клиника Здравница|Областной госпиталь|НИИ Вишневского"
        ),
        "+7 ### ###-##-##",
    ),
    "el-GR": Locale(
        "ISO_IR 126",
        _words("Αριστοτέλης Ευαγγελία Θρασύβουλος Κωνσταντίνα Λεωνίδας Σταυρούλα Περικλής Ασπασία"),
        _words(
            "Παπαδόπουλος Καραγιάννη Χατζηδάκης Οικονόμου Ξενάκης Βλαχοπούλου Ζαφειρίου Τσιτσάνης"
        ),
        _lines("Οδός Ερμού {n}|Λεωφόρος Κηφισίας {n}|Πλατεία Νίκης {n}|Αγίου Γεωργίου {n}"),
        _lines("{z} Θεσσαλονίκη|{z} Λάρισα|{z} Ηράκλειο|{z} Ιωάννινα"),
        _lines("Νοσοκομείο Ευαγγελισμός|Κλινική Άγιος Λουκάς|Ιατρικό Κέντρο Κρήτης|Ιπποκράτειο"),
        "+30 2### ######",
    ),
    "ja-JP": Locale(
        "ISO_IR 192",
        _words("Masahiro=雅弘 Chiyoko=千代子 Takuya=拓哉 Michiko=美智子"),
        _words("Kobayashi=小林 Hasegawa=長谷川 Matsushita=松下 Ogasawara=小笠原"),
        _lines("桜木町{n}丁目|本町通{n}番地|Sakuragi-cho {n}|Honmachi-dori {n}"),
        _lines("横浜市 {z}|仙台市 {z}|Kumamoto {z}|Kanazawa {z}"),
        _lines("青葉総合病院|聖路加クリニック|Kumamoto Chuo Byoin|Kanazawa Ika Daigaku"),
        "0##-####-####",
    ),
    "zh-CN": Locale(
        "GB18030",
        _words("Xiuying=秀英 Jianguo=建国 Lihua=丽华 Zhiqiang=志强"),
        _words("Ouyang=欧阳 Zhuge=诸葛 Shangguan=上官 Huangfu=皇甫"),
        _lines("中山路{n}号|人民大道{n}号|Zhongshan Lu {n}|Renmin Dadao {n}"),
        _lines("成都市 {z}|武汉市 {z}|Hangzhou {z}|Xiamen {z}"),
        _lines("华西医院|同济医院|Zhejiang Yiyuan|Lujiang Renmin Yiyuan"),
        "+86 1## #### ####",
    ),
    "ko-KR": Locale(
        "ISO_IR 192",
        _words("Minseok=민석 Eunjung=은정 Sanghoon=상훈 Jiyeong=지영"),
        _words("Hwangbo=황보 Namgung=남궁 Seonwoo=선우 Dokgo=독고"),
        _lines("세종대로 {n}|테헤란로 {n}|Jongno {n}-gil|Haeundae-ro {n}"),
        _lines("대전시 {z}|광주시 {z}|Busan {z}|Suwon {z}"),
        _lines("한빛병원|성모의원|Haeundae Baek Byeongwon|Ajou Uiryowon"),
        "010-####-####",
    ),
    "ar-EG": Locale(
        "ISO_IR 127",
        _words("عبدالرحمن زينب مصطفى خديجة"),
        _words("الشرقاوي البغدادي المنصوري الحسيني"),
        _lines("شارع النيل {n}|شارع الجمهورية {n}|Sharia Tahrir {n}|Sharia Ramses {n}"),
        _lines("الإسكندرية {z}|المنصورة {z}|Aswan {z}|Zagazig {z}"),
        _lines("مستشفى السلام|عيادة النور|Mustashfa Qasr Al-Ainy|Mustashfa Dar Al-Fouad"),
        "+20 1## ### ####",
    ),
}


GENERIC: Final = frozenset(
    _words("""
    hospital memorial medical center clinic regional royal general trust infirmary avenue
    street road drive lane terrace close mill universitätsklinikum klinikum krankenhaus
    clinique hôpital polyclinique grand avda calle paseo plaza nueva mayor clínica centro
    médico nuestra señora santa casa avenida travessa direita viale piazza corso ospedale
    policlinico cura villa presidio szpital wojewódzki klinika przychodnia świętej długa
    devlet hastanesi hastane özel tıp merkezi kliniği cad bulvarı sok mah bệnh viện phòng
    khám đường phố городская больница клиника областной госпиталь улица οδός πλατεία
    λεωφόρος νοσοκομείο κλινική ιατρικό κέντρο ikä ika byoin daigaku yiyuan byeongwon
    uiryowon mustashfa sharia مستشفى عيادة شارع chemin vieux
""")
)
"""Words of institutions and streets that name no one of them."""


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person and what a hospital writes down of them.

    Attributes:
        names: pieces of the name, each of which tells who it is.
        written: the name as it stands in a text.
        dicom: the name as a PN.

    """

    locale: str
    names: tuple[str, ...]
    written: str
    dicom: str
    street: str
    city: str
    hospital: str
    phone: str
    mail: str
    number: str
    accession: str
    birth: dt.date

    @property
    def charset(self) -> str:
        """Specific Character Set of the person's files."""
        return LOCALES[self.locale].charset

    @property
    def address(self) -> str:
        """Return street and city."""
        return f"{self.street}, {self.city}"


HOSTS: Final = ("example.org", "mail.example.com", "praxis.example")


class People:
    """Draws people from one half of the lists, by a seed."""

    def __init__(self, seed: int, *, held_out: bool) -> None:
        self.random = random.Random(f"people {seed}")  # noqa: S311 - a fixed sequence is the point
        self.half = int(held_out)

    def pick(self, options: tuple[str, ...]) -> str:
        """Draw one of the options of this half."""
        return self.random.choice(options[self.half :: 2])

    def digits(self, pattern: str) -> str:
        """Write a digit for each ``#``."""
        return "".join(self.random.choice("123456789") if c == "#" else c for c in pattern)

    def person(self, locale: str) -> Person:
        """Draw a person of a country."""
        of = LOCALES[locale]
        family, _, family_script = self.pick(of.family).partition("=")
        given, _, given_script = self.pick(of.given).partition("=")
        dicom = f"{family}^{given}"
        names = [family, given]
        if family_script:
            dicom += f"={family_script}^{given_script}"
            names += [family_script, given_script]
        forms = (
            f"{given} {family}",
            f"{family}, {given}",
            f"{family}^{given}",
            f"{family.upper()} {given}",
        )
        latin = "".join(
            c for c in f"{given}.{family}".lower() if c.isascii() and (c.isalpha() or c == ".")
        )
        user = latin if len(latin) > 6 else self.digits("user######")
        return Person(
            locale=locale,
            names=tuple(names),
            written=self.random.choice(forms),
            dicom=dicom,
            street=self.pick(of.streets).format(n=self.random.randint(2, 189)),
            city=self.pick(of.cities).format(z=self.digits("#####")),
            hospital=self.pick(of.hospitals),
            phone=self.digits(of.phone),
            mail=f"{user}@{self.random.choice(HOSTS)}",
            number=self.digits(
                self.random.choice(("########", "MRN######", "P-#####-##", "#######K"))
            ),
            accession=self.digits(self.random.choice(("A########", "##########", "ACC-######"))),
            birth=dt.date(1927, 3, 1) + dt.timedelta(days=self.random.randrange(30000)),
        )


def pieces(text: str) -> list[str]:
    """Return what names a place or an institution: its words but short and generic ones."""
    words = [word.strip(",.()") for word in text.split()]
    return [
        word
        for word in words
        if (len(word) > SHORT or not word.isascii()) and word.casefold() not in GENERIC
    ]
