"""Small files in the official formats, with our own wording."""

import gzip
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

ORDER_2025 = (
    ("A00", 0, "Cholera"),
    ("A000", 1, "Cholera of the first kind"),
    ("A009", 1, "Cholera of no said kind"),
    ("E78", 0, "Disorders of fats in blood"),
    ("E780", 1, "Too much cholesterol"),
    ("S020", 0, "Broken roof of the skull"),
    ("S020XXA", 1, "Broken roof of the skull, initial encounter"),
)
ORDER_2026 = (
    ("A00", 0, "Cholera"),
    ("A000", 1, "Cholera of the first sort"),
    ("E78", 0, "Disorders of fats in blood"),
    ("E780", 0, "Too much cholesterol"),
    ("E7801", 1, "Too much cholesterol in the family"),
    ("S020", 0, "Broken roof of the skull"),
    ("S020XXA", 1, "Broken roof of the skull, initial encounter"),
)
PCS_ORDER = (("0DT", 0, "Gut, taking out"), ("0DTJ4ZZ", 1, "Taking out of appendix through a scope"))


WriteFile = Callable[[str, bytes], Path]
"""Writes a file as if it had been downloaded."""


def order_file(rows: Sequence[tuple[str, int, str]]) -> bytes:
    """An order file, as CMS and NCHS write it."""
    return "".join(
        f"{number:05} {code:7} {flag} {title[:60]:60} {title}\r\n" for number, (code, flag, title) in enumerate(rows, 1)
    ).encode("ascii")


def codes_file(rows: Sequence[tuple[str, int, str]]) -> bytes:
    """A codes file: the billable ones."""
    return "".join(f"{code:7} {title}\r\n" for code, flag, title in rows if flag).encode("ascii")


def hcpcs_record(
    code: str,
    long: str,
    short: str = "",
    *,
    kind: str = "3",
    added: str = "20200101",
    ended: str = "",
    sequence: int = 100,
) -> str:
    """One 320-character record."""
    line = f"{code:>5}{sequence:05}{kind}{long:80}{short:28}"
    line = f"{line:229}D{'':26}P5A{'':9}"
    return f"{line:268}{added}{added}{ended:8}N{'':27}"


def hcpcs_file(records: Sequence[str], above: str = "", encoding: str = "cp1252") -> bytes:
    """A contractor file with a disclaimer above its records."""
    return (above + "".join(record + "\r\n" for record in records)).encode(encoding)


_LONG = "A thing whose description goes on for longer than the eighty columns that one record has"
HCPCS = (
    hcpcs_record("A1", "Dressing for a single wound", "Dressing, one"),
    hcpcs_record("A4000", _LONG[:80], "Thing"),
    hcpcs_record("A4000", _LONG[80:], kind="4", sequence=200),
    hcpcs_record(
        "J9999", "A drug that was sold until the end of the year", "Old drug", ended="20241231", added="20250101"
    ),
    hcpcs_record("K1000", "A chair that may be billed until next summer", "Chair", ended="20270630"),
)

TABULAR = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2026</version>
<chapter><name>1</name><desc>Infections (A00-B99)</desc>
<section id="A00-A09"><desc>Infections of the gut (A00-A09)</desc>
<diag><name>A00</name><desc>Cholera</desc><excludes1><note>carrier (Z22.1)</note></excludes1>
<diag><name>A00.0</name><desc>Cholera, first</desc><inclusionTerm><note>Classical cholera</note></inclusionTerm></diag>
<diag><name>A00.9</name><desc>Cholera, unspecified</desc></diag></diag></section></chapter>
<chapter><name>4</name><desc>Metabolism (E00-E89)</desc>
<section id="E70-E88"><desc>Metabolic disorders (E70-E88)</desc>
<diag><name>E78</name><desc>Disorders of fats</desc>
<diag><name>E78.0</name><desc>Cholesterol</desc></diag></diag></section></chapter>
<chapter><name>19</name><desc>Injury (S00-T88)</desc>
<section id="S00-S09"><desc>Injuries to the head (S00-S09)</desc>
<diag><name>S02</name><desc>Broken skull</desc>
<sevenChrDef><extension char="A">initial encounter</extension><extension char="D">later</extension></sevenChrDef>
<diag><name>S02.0</name><desc>Broken roof of the skull</desc></diag></diag></section></chapter>
</ICD10CM.tabular>
"""

INDEX = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2025</version><title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>
<letter><title>C</title>
<mainTerm><title>Cholera<nemod>(Asiatic) (epidemic)</nemod></title><code>A00.9</code>
<term level="1"><title>classical</title><code>A00.0</code></term>
<term level="1"><title>with</title>
<term level="2"><title>sunburn</title><code>L55.9</code></term>
<term level="2"><title>fever</title><code>A00.-</code></term></term></mainTerm>
<mainTerm><title>Rice-water disease</title><see>Cholera, classical</see></mainTerm>
<mainTerm><title>Lump</title><seeAlso>Neoplasm, breast, benign</seeAlso></mainTerm>
<mainTerm><title>Oddity</title><see>condition</see></mainTerm>
</letter></ICD10CM.index>
"""

EXTERNAL_CAUSES = INDEX.replace("INDEX TO DISEASES and INJURIES", "External Cause of Injuries Index")

NEOPLASMS = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2025</version>
<indexHeading>
<head col="1">Neoplasm</head><head col="2">Malignant Primary</head><head col="3">Malignant Secondary</head>
<head col="4">Ca in situ</head><head col="5">Benign</head></indexHeading>
<letter><title>N</title><mainTerm><title>Neoplasm, neoplastic</title><cell col="2">C80.1</cell>
<term level="1"><title>breast<nemod>(female)</nemod></title><cell col="2">E78</cell><cell col="3">-</cell>
<cell col="4">--</cell><cell col="5">E78.0-</cell></term></mainTerm></letter></ICD10CM.index>
"""

DRUGS_CSV = (
    "A TABLE of DRUGS,,,,,,,\r\n"
    "Substance,Poisoning Accidental (unintentional),Poisoning Intentional self-harm,Poisoning Assault,"
    "Poisoning Undetermined,Adverse effect,Underdosing,\r\n"
    "Sirup (sweet) NEC,S02.0,A00.0,--,--,--,--,\r\n"
    "– for coughs,E78,--,--,--,A00.9,--,\r\n"
).encode("cp1252")

PCS_TABLES = """<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.tabular><version>2026</version>
<pcsTable>
<axis pos="1" values="1"><title>Section</title><label code="0">Medical and Surgical</label></axis>
<axis pos="2" values="1"><title>Body System</title><label code="D">Gut</label></axis>
<axis pos="3" values="1"><title>Operation</title><label code="T">Taking out</label>
<definition>Cutting out all of a body part</definition></axis>
<pcsRow codes="4">
<axis pos="4" values="2"><title>Body Part</title><label code="J">Appendix</label><label code="K">Colon</label></axis>
<axis pos="5" values="2"><title>Approach</title><label code="0">Open</label><label code="4">Scope</label></axis>
<axis pos="6" values="1"><title>Device</title><label code="Z">No Device</label></axis>
<axis pos="7" values="1"><title>Qualifier</title><label code="Z">No Qualifier</label></axis></pcsRow>
<pcsRow codes="1">
<axis pos="4" values="1"><title>Body Part</title><label code="K">Colon</label></axis>
<axis pos="5" values="1"><title>Approach</title><label code="7">Natural Opening</label></axis>
<axis pos="6" values="1"><title>Device</title><label code="Z">No Device</label></axis>
<axis pos="7" values="1"><title>Qualifier</title><label code="Z">No Qualifier</label></axis></pcsRow>
</pcsTable></ICD10PCS.tabular>
"""

CPT_LONG = (
    "CPT is a mark of its owner. Some 2026 terms follow.\r\n\r\n"
    "10000\tA made-up procedure whose description is long enough that nobody takes it for a short one\r\n"
    "10001\tA made-up procedure that costs extra\r\n"
    "0001F\tA made-up measure\r\n"
).encode("cp1252")
CPT_CONSUMER = (
    b"Concept Id\tCPT Code\tConsumer Friendly Descriptor\r\n1000001\t10000\tA small operation in plain words\r\n"
)

CPT_CLINICIAN = (
    b"Some words about the licence\r\nConcept Id\tCPT Code\tClinician Descriptor Id\tClinician Descriptor\r\n"
    b"1000001\t10000\t501\tA small operation as doctors say\r\n1000001\t10000\t502\tAnother way to say it\r\n"
)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def gzipped(content: bytes) -> bytes:
    """A gzip file."""
    return gzip.compress(content, mtime=0)


def write_codes(folder: Path) -> Path:
    """A directory like the project's `codes/`, with a handful of entries, so that an index builds at once."""
    folder.mkdir()
    (folder / "icd10c-tabular-April-1-2026.xml").write_text(TABULAR, encoding="utf-8")
    (folder / "icd10cm.csv").write_text("code,name,common,also\nA00.9,rice water,2,\n", encoding="utf-8")
    (folder / "cpt.csv").write_text(
        "code,description,section,subsection,add_on,modifier_51_exempt,common,also\n"
        "10000,small operation of our own words,Surgery,,,,2,tiny op\n",
        encoding="utf-8",
    )
    (folder / "hcpcs.csv").write_text(
        "code,description,category,common,also\nA4000,gadget of our own words,Supplies,3,doohickey\n", encoding="utf-8"
    )
    (folder / "modifiers.csv").write_text(
        "code,description,set,also\n25,separate visit on the same day,CPT,second visit\nA1,one wound,HCPCS,\n",
        encoding="utf-8",
    )
    (folder / "synonyms.csv").write_text("term,kind,words,codes\n", encoding="utf-8")
    return folder


Rows = Sequence[Sequence[str]]


def workbook(rows: Rows, *, before: Sequence[Rows] = (), far_cell: str = "") -> bytes:
    """An Excel workbook of one sheet, below those `before` it; `far_cell` (`XFD1048576`) stretches it to there."""

    def cell(text: str) -> str:
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'

    sheets = ["".join(f"<row>{''.join(map(cell, row))}</row>" for row in some) for some in (*before, rows)]
    if far_cell:
        sheets[-1] += f'<row r="1048576"><c r="{far_cell}" t="inlineStr"><is><t>x</t></is></c></row>'
    numbers = range(1, len(sheets) + 1)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
                for n in numbers
            )
            + "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            + "".join(f'<sheet name="Sheet {n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
            + "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{package}/relationships">'
            + "".join(
                f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
            )
            + "</Relationships>"
        ),
    } | {
        f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        for n, body in zip(numbers, sheets, strict=True)
    }
    return zipped({name: text.encode() for name, text in parts.items()})


HCPCS_SHEET = (
    ("***Disclaimers", ""),
    (),
    ("HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "ADD DT", "ACT EFF DT", "TERM DT"),
    ("   A1", "0010", "7", "Dressing for a single wound", "Dressing, one", "20200101", "20200101", ""),
    ("A4000", "0010", "3", "A thing whose description", "Thing", "20200101", "20200101", ""),
    ("A4000", "0020", "4", "goes on in the next row", "", "", "", ""),
    ("J9999", "0010", "3", "A drug that was sold until the end of the year", "Old drug", "20250101", "", "20241231"),
)
