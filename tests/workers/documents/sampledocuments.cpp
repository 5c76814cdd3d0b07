// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sampledocuments.h"

#include <QHash>
#include <QRandomGenerator>

#include <cstdlib>
#include <zip.h>
#include <zlib.h>

namespace Procession::Samples {

using namespace Qt::StringLiterals;

namespace {

constexpr int headingSize = 24;
constexpr int bodySize = 12;

QByteArray pageContent(const QStringList &lines)
{
    QByteArray content = "BT 72 720 Td 30 TL\n";
    for (const QString &line : lines) {
        const bool isHeading = line.startsWith("# "_L1);
        QByteArray text = (isHeading ? line.sliced(2) : line).toLatin1();
        text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        content += "/F1 " + QByteArray::number(isHeading ? headingSize : bodySize) + " Tf (" + text + ") Tj T*\n";
    }
    return content + "ET";
}

constexpr char wordNamespace[] = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

QByteArray repeated(const QByteArray &text, int times)
{
    return text.repeated(times);
}

QByteArray deflated(const QByteArray &content)
{
    return qCompress(content, 9).mid(4); // Qt puts the size before it
}

/// A file that begins as Office documents until 2003 do, with that stream in its directory.
QByteArray compoundFile(QStringView stream)
{
    QByteArray content("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
    content.resize(1024);
    content.append(reinterpret_cast<const char *>(stream.utf16()), stream.size() * 2);
    content.append(QByteArray(1024, '\0'));
    return content;
}

/// Entities that stand for ten of the next, ten deep.
QByteArray laughs()
{
    QByteArray text = "<!DOCTYPE lolz [<!ENTITY l0 \"ha ha ha\">";
    for (int i = 1; i <= 10; ++i) {
        const QByteArray before = "&l" + QByteArray::number(i - 1) + ';';
        text += "<!ENTITY l" + QByteArray::number(i) + " \"" + before.repeated(10) + "\">";
    }
    return text + "]>";
}

QByteArray noise(qsizetype size)
{
    QRandomGenerator random(1);
    QByteArray bytes(size, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(random.bounded(256));
    return bytes;
}

/// What packs well.
QByteArray zeros(qsizetype mebibytes)
{
    return QByteArray(mebibytes * 1024 * 1024, '0');
}

/// Replaces the size that a ZIP archive tells of its parts with a small one.
QByteArray withLyingSizes(QByteArray archive)
{
    for (const auto &[mark, at] : {std::pair<QByteArray, int>("PK\x03\x04", 22), {"PK\x01\x02", 24}}) {
        for (qsizetype i = archive.indexOf(mark); i >= 0; i = archive.indexOf(mark, i + 4))
            archive.replace(i + at, 4, QByteArray("\x10\0\0\0", 4));
    }
    return archive;
}

std::vector<Sample> hostilePdfs()
{
    const QByteArray catalog = "<</Type/Catalog/Pages 2 0 R>>";
    const QByteArray font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    QList<QStringList> manyPages;
    for (int i = 0; i < 10'000; ++i)
        manyPages.append(QStringList{u"Page %1"_s.arg(i)});
    QByteArray deepArray = repeated("[", 100'000) + repeated("]", 100'000);
    QByteArray many = "BT /F1 12 Tf ";
    many += repeated("(x) Tj 0 -1 Td ", 500'000);
    return {
        {u"ten-thousand-pages.pdf"_s, pdf(manyPages)},
        {u"page-tree-in-a-circle.pdf"_s, pdfOf({catalog, "<</Type/Pages/Kids[2 0 R]/Count 5>>"})},
        {u"page-count-lies.pdf"_s, pdfOf({catalog, "<</Type/Pages/Kids[]/Count 2147483647>>"})},
        {u"page-count-negative.pdf"_s, pdfOf({catalog, "<</Type/Pages/Kids[]/Count -5>>"})},
        {u"outline-in-a-circle.pdf"_s,
         pdfOf({"<</Type/Catalog/Pages 2 0 R/Outlines 3 0 R>>", "<</Type/Pages/Kids[5 0 R]/Count 1>>",
                "<</Type/Outlines/First 4 0 R/Last 4 0 R/Count 1>>",
                "<</Title(again)/Parent 3 0 R/Next 4 0 R/First 4 0 R/Last 4 0 R/Dest[5 0 R/Fit]>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"})},
        {u"form-draws-itself.pdf"_s,
         pdfOf(
             {catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>",
              "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
              pdfStream("/X Do"),
              pdfStream("/X Do /X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>")})},
        {u"deflate-bomb.pdf"_s,
         pdfOf({catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
                pdfStream(deflated(deflated(zeros(200))), "/Filter[/FlateDecode/FlateDecode]"), font})},
        {u"endless-text.pdf"_s,
         pdfOf({catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
                pdfStream(deflated(many), "/Filter/FlateDecode"), font})},
        {u"deep-array.pdf"_s, pdfOf({catalog, deepArray})},
        {u"only-a-header.pdf"_s, "%PDF-1.7\n"},
        {u"reference-to-itself.pdf"_s, pdfOf({"1 0 R"})},
        {u"length-lies.pdf"_s,
         "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Length 99999999999>>stream\nabc"},
    };
}

std::vector<Sample> hostileXml()
{
    const QByteArray external = "<!DOCTYPE d [<!ENTITY secret SYSTEM \"file:///etc/passwd\">]>";
    const QByteArray nested = repeated("<w:p>", 100'000) + repeated("</w:p>", 100'000);
    const QByteArray nestedText = repeated("<text:span>", 100'000) + repeated("</text:span>", 100'000);
    return {
        {u"laughs.docx"_s, docx("<w:p><w:r><w:t>&l10;</w:t></w:r></w:p>", laughs())},
        {u"laughs.odt"_s, odt("<text:p>&l10;</text:p>", laughs())},
        {u"laughs.html"_s, laughs() + "<html><body>&l10;</body></html>"},
        {u"external-entity.docx"_s, docx("<w:p><w:r><w:t>&secret;</w:t></w:r></w:p>", external)},
        {u"external-entity.odt"_s, odt("<text:p>&secret;</text:p>", external)},
        {u"deep.docx"_s, docx(nested)},
        {u"deep.odt"_s, odt("<text:p>" + nestedText + "</text:p>")},
        {u"spaces.odt"_s, odt("<text:p>" + repeated("<text:s text:c=\"2000000000\"/>", 100'000) + "</text:p>")},
        {u"not-xml.docx"_s, docx("<w:p><w:t>\x01\x02</oops>")},
        {u"style-on-itself.docx"_s,
         zip({{"[Content_Types].xml", "wordprocessingml"},
              {"word/styles.xml",
               "<w:styles " + QByteArray(wordNamespace)
                   + "><w:style w:styleId=\"A\"><w:basedOn w:val=\"A\"/></w:style></w:styles>"},
              {"word/document.xml",
               "<w:document " + QByteArray(wordNamespace)
                   + "><w:body><w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr></w:p></w:body></w:document>"}})},
        {u"no-body.docx"_s, zip({{"[Content_Types].xml", "wordprocessingml"}})},
        {u"no-body.odt"_s, zip({{"mimetype", "application/vnd.oasis.opendocument.text"}})},
    };
}

std::vector<Sample> hostileArchives()
{
    const QByteArray types = "wordprocessingml";
    const QByteArray bomb = zip({{"[Content_Types].xml", types}, {"word/document.xml", zeros(200)}});
    Parts manyParts{{"[Content_Types].xml", types}};
    for (int i = 0; i < 20'000; ++i)
        manyParts.append({"part" + QByteArray::number(i), "x"});
    QByteArray twice = gzip(gzip("text"));
    return {
        {u"bomb.docx"_s, bomb},
        {u"bomb-with-lies.docx"_s, withLyingSizes(bomb)},
        {u"bomb.odt"_s, zip({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", zeros(200)}})},
        {u"bomb-in-the-styles.docx"_s,
         zip({{"[Content_Types].xml", types}, {"word/styles.xml", zeros(200)}, {"word/document.xml", "<a/>"}})},
        {u"bomb.txt.gz"_s, gzip(zeros(200))},
        {u"bomb.html.gz"_s, gzip("<html>" + zeros(200))},
        {u"twice.txt.gz"_s, twice},
        {u"many-parts.docx"_s, zip(manyParts)},
        {u"empty-archive.docx"_s, QByteArray("PK\x05\x06") + QByteArray(18, '\0')},
        {u"encrypted-archive.odt"_s,
         zip({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<a/>"}}, "secret")},
        {u"encrypted.docx"_s, compoundFile(u"EncryptedPackage")},
        {u"damaged.doc"_s, compoundFile(u"WordDocument")},
        {u"a-spreadsheet.xls"_s, compoundFile(u"Workbook")},
        {u"archive.zip"_s, zip({{"a.txt", "some text"}})},
    };
}

std::vector<Sample> hostileText()
{
    return {
        {u"empty.txt"_s, {}},
        {u"blank.txt"_s, QByteArray(100'000, ' ')},
        {u"nothing-but-nul.txt"_s, QByteArray(1'000'000, '\0')},
        {u"text-with-nul.txt"_s, repeated(QByteArray("text\0\0\0", 7), 10'000)},
        {u"one-endless-line.txt"_s, repeated("abcdefgh", 8 * 1024 * 1024 / 8)},
        {u"form-feeds.txt"_s, repeated("a\f", 100'000)},
        {u"random.bin"_s, noise(100'000)},
        {u"deep.html"_s, "<html>" + repeated("<div>", 500'000)},
        {u"deep-tables.html"_s, "<html>" + repeated("<table><tr><td>", 200'000)},
        {u"open-attribute.html"_s, "<html><a href=\"" + repeated("x", 5'000'000)},
        {u"many-attributes.html"_s, "<html><a " + repeated("a=b ", 1'000'000) + '>'},
        {u"entities.html"_s, "<html>" + repeated("&amp;&#x41;&nosuch;", 300'000)},
        {u"open-comment.html"_s, "<html><!--" + repeated("-", 5'000'000)},
        {u"deep-quotes.md"_s, repeated(">", 200'000) + " deep"},
        {u"deep-lists.md"_s, repeated("* ", 100'000) + "deep"},
        {u"brackets.md"_s, repeated("[", 200'000)},
        {u"emphasis.md"_s, repeated("*a **a ", 100'000)},
        {u"backticks.md"_s, repeated("`a``b", 200'000)},
        {u"links.md"_s, repeated("[a](", 200'000)},
        {u"headings.md"_s, repeated("# a\n\n", 200'000)},
        {u"deep.rtf"_s, "{\\rtf1 " + repeated("{", 200'000)},
        {u"binary.rtf"_s, "{\\rtf1 {\\bin999999999 abc}}"},
        {u"odd-utf16.txt"_s, QByteArray("\xff\xfe\x41\x00\x42", 5)},
        {u"bad-utf8.txt"_s, repeated("\xc3\x28\xf0\x9f", 10'000)},
    };
}

} // namespace

QString prose(const QString &language)
{
    static const QHash<QString, QString> texts{
        {u"en"_s,
         u"The ship left the harbour early in the morning. Nobody on the quay believed that it would ever come back, "
         "and yet everybody waved until it was out of sight. Years later people still spoke about that day."_s},
        {u"de"_s,
         u"Das Schiff verließ den Hafen früh am Morgen. Niemand auf dem Kai glaubte, dass es je zurückkehren würde, "
         "und doch winkten alle, bis es außer Sicht war. Noch Jahre später sprachen die Leute über diesen Tag."_s},
        {u"fr"_s,
         u"Le navire a quitté le port tôt le matin. Personne sur le quai ne croyait qu'il reviendrait un jour, et "
         "pourtant tout le monde a salué jusqu'à ce qu'il soit hors de vue. Des années plus tard, on en parlait encore."_s},
        {u"ru"_s,
         u"Корабль покинул гавань рано утром. Никто на набережной не верил, что он когда-нибудь вернётся, и всё же "
         "все махали ему, пока он не скрылся из виду. Много лет спустя люди всё ещё говорили об этом дне."_s},
        {u"el"_s,
         u"Το πλοίο έφυγε από το λιμάνι νωρίς το πρωί. Κανείς στην προβλήτα δεν πίστευε ότι θα γύριζε ποτέ πίσω, και "
         "όμως όλοι χαιρετούσαν μέχρι που χάθηκε από τα μάτια τους."_s},
        {u"ja"_s,
         u"船は朝早く港を出た。岸壁の誰もがそれが戻ってくるとは信じていなかったが、それでも見えなくなるまで皆が手を振っ"
         u"て"
         "いた。何年も後になっても人々はその日のことを話していた。"_s},
        {u"zh"_s,
         u"那艘船清晨离开了港口。码头上没有人相信它还会回来，但是大家都在挥手，直到它消失在视线之外。"
         u"多年以后，人们仍然谈论着那一天。"_s},
    };
    return texts.value(language);
}

QByteArray pdfOf(const QList<QByteArray> &objects)
{
    QByteArray file = "%PDF-1.4\n";
    QByteArray table;
    for (qsizetype i = 0; i < objects.size(); ++i) {
        table += QByteArray::number(file.size()).rightJustified(10, '0') + " 00000 n \n";
        file += QByteArray::number(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const QByteArray count = QByteArray::number(objects.size() + 1);
    return file + "xref\n0 " + count + "\n0000000000 65535 f \n" + table + "trailer<</Size " + count
        + "/Root 1 0 R>>\nstartxref\n" + QByteArray::number(file.size()) + "\n%%EOF\n";
}

QByteArray pdfStream(const QByteArray &content, const QByteArray &entries)
{
    return "<<" + entries + "/Length " + QByteArray::number(content.size()) + ">>stream\n" + content + "\nendstream";
}

QByteArray pdf(const QList<QStringList> &pages)
{
    QByteArray kids;
    QList<QByteArray> objects{"<</Type/Catalog/Pages 2 0 R>>", {}, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"};
    for (const QStringList &lines : pages) {
        const QByteArray contentNumber = QByteArray::number(objects.size() + 2);
        kids += QByteArray::number(objects.size() + 1) + " 0 R ";
        objects.append("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents " + contentNumber
                       + " 0 R/Resources<</Font<</F1 3 0 R>>>>>>");
        objects.append(pdfStream(pageContent(lines)));
    }
    objects[1] = "<</Type/Pages/Kids[" + kids + "]/Count " + QByteArray::number(pages.size()) + ">>";
    return pdfOf(objects);
}

QByteArray largePdf(const QStringList &lines)
{
    return pdfOf({"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                  "<</Type/Page/Parent 2 0 R/MediaBox[0 " + QByteArray::number(-30 * lines.size())
                      + " 60000 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
                  pdfStream(pageContent(lines)), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"});
}

QByteArray zip(const Parts &parts, const QByteArray &password)
{
    zip_error_t error;
    ::zip_error_init(&error);
    zip_source_t *target = ::zip_source_buffer_create(nullptr, 0, 0, &error);
    ::zip_source_keep(target);
    struct zip *archive = ::zip_open_from_source(target, ZIP_TRUNCATE, &error);
    for (const auto &[name, content] : parts) {
        zip_source_t *source =
            ::zip_source_buffer(archive, content.constData(), static_cast<zip_uint64_t>(content.size()), 0);
        const zip_int64_t index = ::zip_file_add(archive, name.constData(), source, 0);
        ::zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), 1'700'000'000, 0);
        if (!password.isEmpty() && name != "mimetype") {
            ::zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, password.constData());
        }
    }
    if (::zip_close(archive) != 0)
        std::abort();
    ::zip_source_open(target);
    QByteArray result;
    QByteArray part(65536, '\0');
    zip_int64_t got = 0;
    while ((got = ::zip_source_read(target, part.data(), static_cast<zip_uint64_t>(part.size()))) > 0)
        result.append(part.constData(), static_cast<qsizetype>(got));
    ::zip_source_close(target);
    ::zip_source_free(target);
    ::zip_error_fini(&error);
    return result;
}

QByteArray gzip(const QByteArray &content)
{
    z_stream stream = {};
    ::deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    QByteArray result(static_cast<qsizetype>(::deflateBound(&stream, static_cast<uLong>(content.size()))) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(content.constData()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    ::deflate(&stream, Z_FINISH);
    result.truncate(static_cast<qsizetype>(stream.total_out));
    ::deflateEnd(&stream);
    return result;
}

QByteArray docx(const QByteArray &body, const QByteArray &beforeRoot, const Parts &more)
{
    const QByteArray namespaces = wordNamespace;
    return zip(
        Parts{
            {"[Content_Types].xml",
             "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/"
             "document.xml\" "
             "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+"
             "xml\"/></Types>"},
            {"_rels/.rels",
             "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
             "Id=\"r1\" "
             "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
             "Target=\"word/document.xml\"/></Relationships>"},
            {"word/styles.xml",
             "<w:styles " + namespaces
                 + "><w:style w:styleId=\"Ttl\"><w:name w:val=\"heading 1\"/></w:style><w:style "
                   "w:styleId=\"Sub\"><w:name "
                   "w:val=\"Mine\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style><w:style w:styleId=\"SubSub\">"
                   "<w:name w:val=\"Mine too\"/><w:basedOn w:val=\"Sub\"/></w:style><w:style "
                   "w:styleId=\"Hid\"><w:rPr><w:vanish/>"
                   "</w:rPr></w:style><w:style w:styleId=\"HidToo\"><w:basedOn w:val=\"Hid\"/></w:style></w:styles>"},
            {"word/document.xml",
             beforeRoot + "<w:document " + namespaces + "><w:body>" + body + "</w:body></w:document>"},
        }
        + more);
}

QByteArray odt(const QByteArray &body, const QByteArray &beforeRoot, const QByteArray &styles)
{
    const QByteArray namespaces = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
                                  "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
                                  "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
                                  "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
                                  "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\">";
    Parts parts{
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"content.xml",
         beforeRoot + "<office:document-content " + namespaces
             + "<office:automatic-styles><style:style style:name=\"P1\"><style:paragraph-properties "
               "fo:break-before=\"page\"/></style:style><style:style style:name=\"Hid\"><style:text-properties "
               "text:display=\"none\"/></style:style></office:automatic-styles><office:body><office:text>"
             + body + "</office:text></office:body></office:document-content>"},
    };
    if (!styles.isEmpty()) {
        parts.append({"styles.xml", "<office:document-styles " + namespaces + styles + "</office:document-styles>"});
    }
    return zip(parts);
}

std::vector<Sample> good()
{
    const QString english = prose(u"en"_s);
    const qsizetype half = english.indexOf(u' ', english.size() / 2);
    const QByteArray text = english.toUtf8();
    const QByteArray word = "<w:p><w:pPr><w:pStyle w:val=\"Ttl\"/></w:pPr><w:r><w:t>The ship</w:t></w:r></w:p>"
                            "<w:p><w:r><w:t>"
        + text + "</w:t></w:r></w:p>";
    return {
        {u"good.pdf"_s, pdf({{u"# The ship"_s, english.left(half)}, {english.mid(half + 1)}})},
        {u"good.docx"_s, docx(word)},
        {u"good.odt"_s, odt("<text:h text:outline-level=\"1\">The ship</text:h><text:p>" + text + "</text:p>")},
        {u"good.html"_s, "<!DOCTYPE html><html><body><h1>The ship</h1><p>" + text + "</p></body></html>"},
        {u"good.md"_s, "# The ship\n\n" + text + "\n"},
        {u"good.txt"_s, text + '\n'},
        {u"good.txt.gz"_s, gzip(text)},
    };
}

std::vector<Sample> hostile()
{
    std::vector<Sample> all;
    for (const std::vector<Sample> &some : {hostilePdfs(), hostileXml(), hostileArchives(), hostileText()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

QByteArray damaged(const QByteArray &content, quint32 seed)
{
    QRandomGenerator random(seed);
    QByteArray result = content;
    const auto somewhere = [&] { return static_cast<qsizetype>(random.bounded(static_cast<quint32>(result.size()))); };
    switch (seed % 5) {
    case 0: // some bytes are others
        for (int i = 0; i < 30; ++i)
            result[somewhere()] = static_cast<char>(random.bounded(256));
        break;
    case 1: // the end is missing
        result.truncate(somewhere());
        break;
    case 2: // a piece is missing
        result.remove(somewhere(), 1 + somewhere() / 4);
        break;
    case 3: { // a piece stands there again and again
        const qsizetype at = somewhere();
        result.insert(at, result.mid(at, 200).repeated(1 + static_cast<int>(random.bounded(50U))));
        break;
    }
    default: // a piece is nothing but one byte
        result.replace(somewhere(), 64, QByteArray(64, static_cast<char>(random.bounded(256))));
        break;
    }
    return result;
}

} // namespace Procession::Samples
