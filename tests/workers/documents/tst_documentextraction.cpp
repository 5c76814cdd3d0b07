// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docsamples.h"
#include "documentextraction.h"
#include "drawingsamples.h"
#include "imagesamples.h"
#include "officesamples.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QStringEncoder>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// Options with which any file may be read.
ExtractionOptions anywhere()
{
    return {.allowed = DocumentFolders::anywhere()};
}

/// Runs one extraction to its end.
struct Run
{
    explicit Run(const QString &path, const ExtractionOptions &options = anywhere())
        : extraction(path, options)
    {
        QObject::connect(&extraction, &DocumentExtraction::finished, &extraction,
                         [this](const Result<DocumentText> &end) { result = end; });
        QObject::connect(&extraction, &DocumentExtraction::progressed, &extraction, [this](int done, int pages) {
            progress.append({done, pages});
        });
        extraction.begin();
        isEarly = result.has_value();
        if (!QTest::qWaitFor([this] { return result.has_value(); }, 60000))
            result = Error{ErrorCode::Io, u"it does not end"_s, u"test"_s};
    }

    DocumentExtraction extraction;
    bool isEarly = false;
    std::optional<Result<DocumentText>> result;
    QList<std::pair<int, int>> progress;
};

QString why(const Run &run)
{
    return run.result->ok() ? u"it was read"_s : run.result->error().message;
}

/// The processes that this one has started and that still are there.
QByteArray childProcesses()
{
    QFile file(u"/proc/self/task/%1/children"_s.arg(::getpid()));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

} // namespace

class TestDocumentExtraction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEachFormat_data();
    void readsEachFormat();
    void knowsTheFormatByItsContent();
    void readsTextInAnyEncoding_data();
    void readsTextInAnyEncoding();
    void oneBadByteSpoilsNothing_data();
    void oneBadByteSpoilsNothing();
    void takesTheDeclaredEncoding_data();
    void takesTheDeclaredEncoding();
    void readsRtf_data();
    void readsRtf();
    void findsHeadingsOfRtf_data();
    void findsHeadingsOfRtf();
    void marksTablesOfRtf();
    void joinsWhatATypesetterParted_data();
    void joinsWhatATypesetterParted();
    void keepsCharactersInOneForm_data();
    void keepsCharactersInOneForm();
    void tellsOfPagesWithoutText();
    void tellsTheLanguage_data();
    void tellsTheLanguage();
    void countsWords_data();
    void countsWords();
    void tellsPageByPage();
    void keepsPagesWhereTheyAre_data();
    void keepsPagesWhereTheyAre();
    void cutsLongTextIntoPages();
    void findsHeadingsBySize();
    void readsWhatOfficeProgramsWrite_data();
    void readsWhatOfficeProgramsWrite();
    void numbersAsItIsPrinted_data();
    void numbersAsItIsPrinted();
    void readsNormsAndContracts_data();
    void readsNormsAndContracts();
    void readsOtherOfficeDocuments_data();
    void readsOtherOfficeDocuments();
    void readsDrawings_data();
    void readsDrawings();
    void recognisesScans_data();
    void recognisesScans();
    void tellsMarginsOnce();
    void checksTheSizeOfEachPage();
    void saysWhyAScanIsntRead_data();
    void saysWhyAScanIsntRead();
    void leavesOutWhatNobodySees_data();
    void leavesOutWhatNobodySees();
    void tellsWhyItFailed_data();
    void tellsWhyItFailed();
    void readsNothingElse_data();
    void readsNothingElse();
    void refusesWhatLiesOutside();
    void endsAtALimit_data();
    void endsAtALimit();
    void survivesItsChild_data();
    void survivesItsChild();
    void killsTheChildWithIt();
    void leaksNoEnvironment();

private:
    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("can't write");
        return file.fileName();
    }
    QString script(const QByteArray &lines) const
    {
        const QString path = write(u"fake-extractor"_s, "#!/bin/sh\n" + lines);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner); // the next row's as well
        return path;
    }

    QTemporaryDir m_folder;
};

void TestDocumentExtraction::readsEachFormat_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    for (const Samples::Sample &sample : Samples::good())
        QTest::newRow(qPrintable(sample.name)) << sample.name << sample.content;
}

void TestDocumentExtraction::readsEachFormat()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    const Run run(write(name, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    const QString kind = name.section(u'.', 1, 1);
    QCOMPARE(document.format, kind == "txt"_L1 ? u"text"_s : kind == "md"_L1 ? u"markdown"_s : kind);
    QVERIFY(document.pages.join(u' ').simplified().contains(u"left the harbour early"_s));
    QCOMPARE(document.pageCount, document.pages.size());
    QCOMPARE(document.language, u"en"_s);
    const bool hasHeading = document.format != "text"_L1;
    QCOMPARE(document.words, hasHeading ? 40 : 38);
    QCOMPARE(document.headings, hasHeading ? QList<Heading>({{1, u"The ship"_s, 1, 0}}) : QList<Heading>());
    QVERIFY(!run.isEarly);
    QTRY_VERIFY(childProcesses().isEmpty());
}

void TestDocumentExtraction::knowsTheFormatByItsContent()
{
    for (const Samples::Sample &sample : Samples::good()) {
        if (sample.name == "good.md"_L1) // it is text, too
            continue;
        const Run run(write(u"document"_s, sample.content));
        QVERIFY2(run.result->ok(), qPrintable(why(run)));
        const QString kind = sample.name.section(u'.', 1, 1);
        QCOMPARE((*run.result)->format, kind == "txt"_L1 ? u"text"_s : kind);
    }
}

void TestDocumentExtraction::readsTextInAnyEncoding_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("mark");
    QTest::newRow("UTF-8") << u"ru"_s << QByteArray("UTF-8") << QByteArray();
    QTest::newRow("UTF-8 with a mark") << u"de"_s << QByteArray("UTF-8") << QByteArray("\xef\xbb\xbf");
    QTest::newRow("UTF-16LE with a mark") << u"ru"_s << QByteArray("UTF-16LE") << QByteArray("\xff\xfe");
    QTest::newRow("UTF-16BE with a mark") << u"ja"_s << QByteArray("UTF-16BE") << QByteArray("\xfe\xff");
    QTest::newRow("UTF-16LE") << u"fr"_s << QByteArray("UTF-16LE") << QByteArray();
    QTest::newRow("UTF-16BE") << u"de"_s << QByteArray("UTF-16BE") << QByteArray();
    QTest::newRow("UTF-16LE, Chinese") << u"zh"_s << QByteArray("UTF-16LE") << QByteArray();
    QTest::newRow("UTF-16BE, Chinese") << u"zh"_s << QByteArray("UTF-16BE") << QByteArray();
    QTest::newRow("UTF-16LE, Japanese") << u"ja"_s << QByteArray("UTF-16LE") << QByteArray();
    QTest::newRow("UTF-16BE, Russian") << u"ru"_s << QByteArray("UTF-16BE") << QByteArray();
    QTest::newRow("GBK") << u"zh"_s << QByteArray("GBK") << QByteArray();
    QTest::newRow("UTF-32LE with a mark") << u"el"_s << QByteArray("UTF-32LE") << QByteArray("\xff\xfe\0\0", 4);
    QTest::newRow("Latin-1") << u"de"_s << QByteArray("ISO-8859-1") << QByteArray();
    QTest::newRow("Windows-1252") << u"fr"_s << QByteArray("windows-1252") << QByteArray();
    QTest::newRow("Windows-1251") << u"ru"_s << QByteArray("windows-1251") << QByteArray();
    QTest::newRow("KOI8-R") << u"ru"_s << QByteArray("KOI8-R") << QByteArray();
    QTest::newRow("ISO-8859-7") << u"el"_s << QByteArray("ISO-8859-7") << QByteArray();
    QTest::newRow("Shift_JIS") << u"ja"_s << QByteArray("Shift_JIS") << QByteArray();
    QTest::newRow("EUC-JP") << u"ja"_s << QByteArray("EUC-JP") << QByteArray();
    QTest::newRow("ISO-2022-JP") << u"ja"_s << QByteArray("ISO-2022-JP") << QByteArray();
}

void TestDocumentExtraction::readsTextInAnyEncoding()
{
    QFETCH(const QString, language);
    QFETCH(const QByteArray, encoding);
    QFETCH(const QByteArray, mark);
    const QString text = Samples::prose(language);
    QStringEncoder encoder(encoding.constData(), QStringConverter::Flag::Stateless);
    QVERIFY(encoder.isValid());
    const Run run(write(u"text.txt"_s, mark + QByteArray(encoder.encode(text + u'\n'))));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->pages, QStringList{text});
    QCOMPARE((*run.result)->language, language);
}

void TestDocumentExtraction::oneBadByteSpoilsNothing_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text"); // that it has
    const QByteArray german = QByteArray("Grüße aus München – naïve café.\n").repeated(200);
    const QByteArray russian = Samples::prose(u"ru"_s).toUtf8();
    const QByteArray japanese = Samples::prose(u"ja"_s).toUtf8();
    const qsizetype middle = german.indexOf('\n', german.size() / 2) + 1;
    const QByteArray spoilt = german.first(middle) + '\xff' + german.sliced(middle);
    const QString sound = u"Grüße aus München – naïve café."_s;
    const auto row = [](const char *name, const QString &file, const QByteArray &content, const QString &text) {
        QTest::newRow(name) << file << content << text;
    };
    row("text", u"a.txt"_s, spoilt, u"\ufffd"_s + sound);
    row("at the start", u"a.txt"_s, '\xe9' + german, u"\ufffd"_s + sound);
    row("Markdown", u"a.md"_s, spoilt, sound);
    row("HTML that is declared", u"a.html"_s, "<html><meta charset=\"utf-8\"><p>caf\xe9 naïve", u"caf\ufffd naïve"_s);
    row("HTML", u"a.html"_s, "<html><p>" + spoilt, sound);
    row("Russian", u"a.txt"_s, russian + '\xff', u"говорили об этом дне."_s);
    row("Russian, in the middle", u"a.txt"_s, russian.first(15) + '\x98' + russian.sliced(15), u"покинул гавань"_s);
    row("Japanese", u"a.txt"_s, japanese.first(30) + '\xff' + japanese.sliced(30), u"何年も後になっても"_s);
    row("a log with one line of Latin-1", u"a.txt"_s, german + "Gr\xfc\xdf\x65\n", sound);
    row("cut off in a letter", u"a.txt"_s, german.chopped(4), u"naïve caf"_s);
    row("begun in a letter", u"a.txt"_s, russian.sliced(1), u"покинул гавань"_s);
    QStringEncoder shiftJis("Shift_JIS", QStringConverter::Flag::Stateless);
    const QByteArray legacy = QByteArray(shiftJis.encode(Samples::prose(u"ja"_s).repeated(3)));
    row("Shift_JIS", u"a.txt"_s, legacy + '\xff', u"何年も後になっても"_s);
    row("one NUL in a text", u"a.txt"_s, german.first(middle) + QByteArray(1, '\0') + german.sliced(middle), sound);
}

/// It becomes U+FFFD, or is left out; the rest stays what it is.
void TestDocumentExtraction::oneBadByteSpoilsNothing()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QString, text);
    const Run run(write(name, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const QString read = (*run.result)->pages.join(u'\n');
    QVERIFY2(read.contains(text), qPrintable(read.left(300)));
}

void TestDocumentExtraction::takesTheDeclaredEncoding_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text");
    const QByteArray body = "<html><body><p>5 \xa4 a \xa6koda</p></body></html>";
    QTest::newRow("an XML declaration") << "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>" + body
                                        << u"5 € a Škoda"_s;
    QTest::newRow("in single quotes") << "<?xml version='1.0' encoding = 'iso-8859-15'?>" + body << u"5 € a Škoda"_s;
    QTest::newRow("a meta element") << "<html><meta charset=ISO-8859-15>" + body << u"5 € a Škoda"_s;
    QTest::newRow("as it was") << "<html><meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-15\">"
            + body << u"5 € a Škoda"_s;
    QTest::newRow("the declaration comes first") << "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?><html><meta "
                                                    "charset=\"windows-1251\">"
            + body << u"5 € a Škoda"_s;
    QTest::newRow("Russian") << QByteArray(
        "<?xml version=\"1.0\" encoding=\"koi8-r\"?><html><p>\xf0\xd2\xc9\xd7\xc5\xd4")
                             << u"Привет"_s;
    QTest::newRow("Chinese") << QByteArray("<?xml version=\"1.0\" encoding=\"gb18030\"?><html><p>\xba\xcf\xcd\xac")
                             << u"合同"_s;
}

void TestDocumentExtraction::takesTheDeclaredEncoding()
{
    QFETCH(const QByteArray, content);
    const Run run(write(u"a.xhtml"_s, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QTEST((*run.result)->pages.join(u'\n'), "text");
}

void TestDocumentExtraction::readsRtf_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const QByteArray &content, const QString &text) {
        QTest::newRow(name) << content << text;
    };
    const QByteArray begin =
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset204 Times New "
        "Roman CYR;}{\\f2\\fcharset128 MS Mincho;}{\\f3\\fcharset134 SimSun;}}{\\info{\\title no}}";
    row("English", begin + "\\f0 Caf\\'e9 \\emdash  it\\rquote s\\par}", u"Café — it’s"_s);
    row("Russian by the font", begin + "\\f1 \\'d1\\'ec\\'e5\\'f2\\'e0 {\\b \\'d1}\\'ec\\'e5\\'f2\\'e0\\par}",
        u"Смета Смета"_s);
    row("Russian by the code page", "{\\rtf1\\ansi\\ansicpg1251 \\'d1\\'ec\\'e5\\'f2\\'e0}", u"Смета"_s);
    row("Russian, bytes as they are", "{\\rtf1\\ansi\\ansicpg1251 \xd1\xec\xe5\xf2\xe0}", u"Смета"_s);
    row("Russian in Unicode", begin + "\\uc1\\u1057?\\u1084\\'3f\\u1077 ?\\uc0\\u1090\\u1072 .}", u"Смета."_s);
    row("Russian of DOS", "{\\rtf1\\pc\\ansicpg866 \\'91\\'ac\\'a5\\'e2\\'a0}", u"Смета"_s);
    row("Japanese", begin + "\\f2 \\'8c\\'5f\\'96\\'f1\\f0  a}", u"契約 a"_s);
    row("Japanese, its second byte as it is", begin + "\\f2 \\'8c_\\'96\\'f1}", u"契約"_s);
    row("Chinese", begin + "\\f3 \\'ba\\'cf\\'cd\\'ac}", u"合同"_s);
    row("negative and in two halves", begin + "\\uc1\\u-10180?\\u-8239?}", u"\U0001f3d1"_s);
    row("two characters for one", begin + "\\uc2\\u1057 ab{\\uc1\\u1084 ?}c}", u"Смc"_s);
    row("hidden", begin + "a{\\v no}b\\v no\\v0 c{\\deleted no}\\plain d}", u"abcd"_s);
    row("a field", begin + "{\\field{\\*\\fldinst HYPERLINK \"http://no\"}{\\fldrslt here}}}", u"here"_s);
    row("what isn't known", begin + "a{\\*\\whatever no}{\\pict\\pngblip 0102}\\bin3 {{{b}", u"ab"_s);
    row("numbers of a list", begin + "{\\listtext\\f0 3.2.1\\tab}\\f1 \\'d1\\'f0\\'ee\\'ea\\par}", u"3.2.1 Срок"_s);
    row("signs of a list", begin + "{\\listtext\\u8226\\'95\\tab}a\\par{\\pntext\\'b7\\tab}c\\par}", u"- a\n\n- c"_s);
    row("a table", begin + "\\trowd\\intbl a\\cell b\\cell\\row\\trowd\\intbl c\\cell d\\cell\\row\\pard after\\par}",
        u"a\tb\nc\td\n\nafter"_s);
    row("headers and footers", begin + "{\\header top\\par}{\\footer \\f1\\'d1}{\\headerf top\\par}body\\par}",
        u"body\n\ntop\n\nС"_s);
    row("a note", begin + "word{\\footnote  the note}.}", u"word [the note]."_s);
    row("signs of its own", begin + "\\{a\\}\\\\ b\\~c d\\_e f\\-g}", u"{a}\\ b\u00a0c d-e fg"_s);
    row("cut off", begin + "some text", u"some text"_s);
}

void TestDocumentExtraction::readsRtf()
{
    QFETCH(const QByteArray, content);
    const Run run(write(u"a.rtf"_s, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->format, u"rtf"_s);
    QTEST((*run.result)->pages.join(u'\f'), "text");
    const Run packed(write(u"b.rtf.gz"_s, Samples::gzip(content)));
    QVERIFY2(packed.result->ok(), qPrintable(why(packed)));
    QTEST((*packed.result)->pages.join(u'\f'), "text");
}

void TestDocumentExtraction::findsHeadingsOfRtf_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("headings");
    const QByteArray begin = "{\\rtf1\\ansi{\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel0 Mine;}{\\s2 heading 2;}}";
    const QByteArray text = "\\pard\\plain some text\\par ";
    QTest::newRow("by style") << begin + "\\pard\\s1 One\\par\\pard\\s2 Two\\par " + text + "}"
                              << QStringList{u"1 One"_s, u"2 Two"_s};
    QTest::newRow("with a number, which is set apart")
        << begin + "\\pard\\s1{\\listtext\\pard\\plain 1.\\tab}One\\par " + text + "}" << QStringList{u"1 1. One"_s};
    QTest::newRow("at the end") << begin + text + "\\pard\\s1 One}" << QStringList{u"1 One"_s};
    QTest::newRow("bold, with a number that isn't")
        << begin + text + "\\pard{\\listtext\\pard\\plain 2.1\\tab}{\\b Terms}\\par " + text + text + "}"
        << QStringList{u"2 2.1 Terms"_s};
    QTest::newRow("centred and bold, with a note") << begin + "\\pard\\qc\\b Terms{\\footnote\\plain a note}\\b0\\par "
            + text + text + "}" << QStringList{u"1 Terms [a note]"_s};
    QTest::newRow("in capitals by the look")
        << begin + "\\pard\\caps Terms\\caps0\\par " + text + text + "}" << QStringList{u"1 TERMS"_s};
    QTest::newRow("partly bold") << begin + "\\pard{\\b Terms} of use\\par " + text + text + "}" << QStringList{};
    QTest::newRow("bold in a table") << begin + text + "\\trowd\\pard\\intbl\\b Terms\\cell\\row " + text + text + "}"
                                     << QStringList{};
}

void TestDocumentExtraction::findsHeadingsOfRtf()
{
    QFETCH(const QByteArray, content);
    const Run run(write(u"a.rtf"_s, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QStringList found;
    for (const Heading &heading : (*run.result)->headings)
        found.append(u"%1 %2"_s.arg(heading.level).arg(heading.text));
    QTEST(found, "headings");
}

void TestDocumentExtraction::marksTablesOfRtf()
{
    const QByteArray row = "\\trowd\\pard\\intbl %1\\cell\\pard\\intbl 2\\par 3\\cell\\row ";
    const QByteArray head = "\\trowd\\trhdr\\pard\\intbl 1\\cell\\pard\\intbl 2\\cell\\row ";
    const Run run(write(u"a.rtf"_s,
                        "{\\rtf1 before\\par " + head + QByteArray(row).replace("%1", "a")
                            + QByteArray(row).replace("%1", "b") + "\\pard after\\par}"));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->pages, QStringList{u"before\n\n1\t2\na\t2 3\nb\t2 3\n\nafter"_s});
    QCOMPARE((*run.result)->tables.size(), 1);
    QCOMPARE((*run.result)->tables[0].head, u"1\t2"_s);
}

void TestDocumentExtraction::joinsWhatATypesetterParted_data()
{
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const QStringList &lines, const QString &text) {
        QTest::newRow(name) << lines << text;
    };
    row("a word", {u"the interna-"_s, u"tional law"_s}, u"the international\nlaw\n"_s);
    row("with its full stop", {u"it is interna-"_s, u"tional."_s, u"Next"_s}, u"it is international.\nNext\n"_s);
    row("thrice", {u"an in-"_s, u"terna-"_s, u"tional law"_s}, u"an international\nlaw\n"_s);
    row("a capital", {u"the Baden-"_s, u"Baden spa"_s}, u"the Baden-Baden\nspa\n"_s);
    row("all capitals", {u"THE AGREE-"_s, u"MENT OF"_s}, u"THE AGREEMENT\nOF\n"_s);
    row("numbers", {u"pages 10-"_s, u"20 of it"_s}, u"pages 10-20\nof it\n"_s);
    row("as it is written elsewhere", {u"a well-known ship"_s, u"is a well-"_s, u"known ship"_s},
        u"a well-known ship\nis a well-known\nship\n"_s);
    row("a dash", {u"the ship -"_s, u"it left"_s}, u"the ship -\nit left\n"_s);
    row("a list", {u"words:"_s, u"- one"_s, u"- two"_s}, u"words:\n- one\n- two\n"_s);
    row("nothing follows", {u"the interna-"_s}, u"the interna-\n"_s);
}

/// As poppler gives the lines of a page.
void TestDocumentExtraction::joinsWhatATypesetterParted()
{
    QFETCH(const QStringList, lines);
    const Run run(write(u"a.pdf"_s, Samples::pdf({lines})));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QTEST(QString((*run.result)->pages.join(u'\f')).replace(u"\n\n"_s, u"\n"_s), "text");
}

void TestDocumentExtraction::keepsCharactersInOneForm_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("kept");
    QTest::newRow("a soft hyphen, Russian") << u"фунда\u00adмента"_s << u"фундамента"_s;
    QTest::newRow("й of two characters") << u"троллеи\u0306бусов е\u0308лка"_s << u"троллейбусов ёлка"_s;
    QTest::newRow("é of two characters") << u"cafe\u0301"_s << u"café"_s;
    QTest::newRow("Hangul in letters") << u"\u1112\u1161\u11ab"_s << u"한"_s;
    QTest::newRow("ligatures") << u"\ufb01nal o\ufb03ce"_s << u"final office"_s;
    QTest::newRow("a mark in the middle") << u"a\ufeffb\u2060c"_s << u"abc"_s;
    QTest::newRow("Japanese") << u"カ\u3099ス料金"_s << u"ガス料金"_s;
}

void TestDocumentExtraction::keepsCharactersInOneForm()
{
    QFETCH(const QString, text);
    QFETCH(const QString, kept);
    const QByteArray bytes = text.toUtf8();
    for (const auto &[name, content] :
         {std::pair(u"a.txt"_s, "x " + bytes), std::pair(u"a.odt"_s, Samples::odt("<text:p>x " + bytes + "</text:p>")),
          std::pair(u"a.docx"_s, Samples::docx("<w:p><w:r><w:t>x " + bytes + "</w:t></w:r></w:p>")),
          std::pair(u"a.html"_s, "<html><meta charset=utf-8><p>x " + bytes)}) {
        const Run run(write(name, content));
        QVERIFY2(run.result->ok(), qPrintable(why(run)));
        QCOMPARE((*run.result)->pages.join(u'\f'), u"x "_s + kept);
    }
    // What lies behind it is still found.
    const Run run(write(u"a.md"_s, bytes + "\n\n# " + bytes + " one\n\ntext\n"));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const Heading heading = (*run.result)->headings.constFirst();
    QCOMPARE(heading.text, kept + u" one"_s);
    QVERIFY((*run.result)->pages[0].sliced(heading.offset).startsWith(heading.text + u'\n'));
}

/// Some of a document may be scanned, and the rest is worth having.
void TestDocumentExtraction::tellsOfPagesWithoutText()
{
    const Run run(write(u"a.pdf"_s, Samples::pdf({{u"one"_s}, {}, {u"three"_s}, {}})));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->pageCount, 4);
    QCOMPARE((*run.result)->pagesWithoutText, 2);
    const Run whole(write(u"b.pdf"_s, Samples::pdf({{u"one"_s}, {u"two"_s}})));
    QCOMPARE((*whole.result)->pagesWithoutText, 0);
}

void TestDocumentExtraction::tellsTheLanguage_data()
{
    QTest::addColumn<QString>("language");
    for (const char *language : {"en", "de", "fr", "ru", "el", "ja"})
        QTest::newRow(language) << QString::fromLatin1(language);
}

void TestDocumentExtraction::tellsTheLanguage()
{
    QFETCH(const QString, language);
    const QString page = u"<html><meta charset=utf-8><p>%1</p>"_s.arg(Samples::prose(language));
    const Run run(write(u"page.html"_s, page.toUtf8()));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->language, language);
}

void TestDocumentExtraction::countsWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("words");
    QTest::newRow("one") << u"word"_s << qint64(1);
    QTest::newRow("joined") << u"don't well-known snake_case l’été"_s << qint64(4);
    QTest::newRow("numbers") << u"In 1984 3.5 of 10"_s << qint64(6);
    QTest::newRow("punctuation is none") << u"- … * ( ) !?"_s << qint64(0);
    QTest::newRow("Japanese") << u"船は朝早く港を出た。"_s << qint64(9);
    QTest::newRow("combining") << u"e\u0301te\u0301"_s << qint64(1);
    QTest::newRow("beyond the first plane") << u"𝐚𝐛 𠀀𠀁"_s << qint64(3);
}

void TestDocumentExtraction::countsWords()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, words);
    const Run run(write(u"words.txt"_s, text.toUtf8()));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->words, words);
}

void TestDocumentExtraction::tellsPageByPage()
{
    const QString path = write(u"three.pdf"_s, Samples::pdf({{u"one"_s}, {u"two"_s}, {u"three"_s}}));
    ExtractionOptions options = anywhere();
    options.keepPages = false;
    const Run run(path, options);
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE(run.progress, (QList<std::pair<int, int>>{{1, 3}, {2, 3}, {3, 3}}));
    QCOMPARE((*run.result)->beginning, u"one\n\ntwo\n\nthree\n\n"_s);
    QCOMPARE((*run.result)->pageCount, 3);
    QVERIFY((*run.result)->pages.isEmpty());
}

void TestDocumentExtraction::keepsPagesWhereTheyAre_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("DOCX, page break") << u"a.docx"_s
                                      << Samples::docx("<w:p><w:r><w:t>one</w:t></w:r></w:p><w:p><w:r><w:br "
                                                       "w:type=\"page\"/><w:t>two</w:t></w:r></w:p>");
    QTest::newRow("DOCX, paragraph on a new page")
        << u"a.docx"_s
        << Samples::docx("<w:p><w:r><w:t>one</w:t></w:r></w:p><w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>two"
                         "</w:t></w:r></w:p>");
    QTest::newRow("DOCX, as it was rendered")
        << u"a.docx"_s
        << Samples::docx("<w:p><w:r><w:t>one</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r></w:p>");
    QTest::newRow("ODT, style") << u"a.odt"_s
                                << Samples::odt("<text:p>one</text:p><text:p text:style-name=\"P1\">two</text:p>");
    QTest::newRow("ODT, as it was laid out")
        << u"a.odt"_s << Samples::odt("<text:p>one<text:soft-page-break/>two</text:p>");
    QTest::newRow("text") << u"a.txt"_s << QByteArray("one\n\ftwo\n");
}

void TestDocumentExtraction::keepsPagesWhereTheyAre()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    const Run run(write(name, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->pages, QStringList({u"one"_s, u"two"_s}));
}

void TestDocumentExtraction::cutsLongTextIntoPages()
{
    QString text = u"# First\n\n"_s;
    for (int i = 0; i < 100; ++i)
        text += Samples::prose(u"en"_s) + u"\n\n"_s;
    text += u"## Last\n\nThe end."_s;
    const Run run(write(u"long.md"_s, text.toUtf8()));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    QVERIFY(document.pageCount >= 7 && document.pageCount <= 12);
    for (const QString &page : document.pages) {
        QVERIFY(page.size() <= 4000);
        const bool isFirst = &page == &document.pages.constFirst();
        QVERIFY(page.startsWith(isFirst ? u"First"_s : u"The ship"_s)); // no paragraph is torn
    }
    QCOMPARE(document.headings.size(), 2);
    const Heading &last = document.headings.constLast();
    QCOMPARE(last.level, 2);
    QCOMPARE(last.page, document.pageCount);
    QVERIFY(document.pages.constLast().sliced(last.offset).startsWith(u"Last\n\nThe end."_s));
}

void TestDocumentExtraction::findsHeadingsBySize()
{
    const QString line = Samples::prose(u"en"_s).left(70);
    const Run run(write(u"a.pdf"_s, Samples::pdf({{u"# One"_s, line, line}, {line, u"# Two"_s, line}})));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    QCOMPARE(document.headings.size(), 2);
    QCOMPARE(document.headings[1].text, u"Two"_s);
    QCOMPARE(document.headings[1].page, 2);
    QVERIFY(document.pages[1].sliced(document.headings[1].offset).startsWith(u"Two\n"_s));
}

void TestDocumentExtraction::readsWhatOfficeProgramsWrite_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("docx") << u"ship.docx"_s;
    QTest::newRow("odt") << u"ship.odt"_s;
    QTest::newRow("doc") << u"ship.doc"_s;
    QTest::newRow("pdf") << u"ship.pdf"_s;
}

void TestDocumentExtraction::readsWhatOfficeProgramsWrite()
{
    QFETCH(const QString, name);
    const Run run(QFINDTESTDATA(u"data/"_s + name));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    QCOMPARE(document.pageCount, 2);
    QStringList headings;
    for (const Heading &heading : document.headings) {
        headings.append(u"%1 %2 %3"_s.arg(heading.level).arg(heading.page).arg(heading.text));
        QVERIFY(document.pages[heading.page - 1].sliced(heading.offset).startsWith(heading.text));
    }
    QCOMPARE(headings, QStringList({u"1 1 The ship"_s, u"2 1 The harbour"_s, u"1 2 Years later"_s}));
    QVERIFY(document.pages[0].contains(u"left the harbour early"_s));
    QVERIFY(document.pages[0].contains(u"Café"_s));
    QVERIFY(document.pages[1].contains(u"still spoke about that day"_s));
}

void TestDocumentExtraction::numbersAsItIsPrinted_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text");
    QTest::newRow("HTML") << u"a.html"_s
                          << QByteArray("<html><body><ol start=3><li>a<li>b<ol type=a><li>x<li>y</ol><li value=9>c<ul>"
                                        "<li>z</ul><li>d</ol><ol reversed start=2><li>p<li>q</ol></body></html>")
                          << u"3. a\n4. b\n\na. x\nb. y\n\n9. c\n\n- z\n\n10. d\n\n2. p\n1. q"_s;
    const QByteArray headings = "<h1>1Бетон</h1><h2>1.1Смесь</h2><h1>3D</h1></html>";
    QTest::newRow("HTML of LibreOffice")
        << u"a.html"_s
        << "<html><META NAME=\"GENERATOR\" CONTENT=\"LibreOffice 7.4 (Linux)\"><meta charset=utf-8>" + headings
        << u"1 Бетон\n\n1.1 Смесь\n\n3D"_s;
    QTest::newRow("HTML of LibreOffice, paragraphs in items, cells and notes")
        << u"a.html"_s
        << QByteArray(
               "<html><p>a<a class=\"sdfootnoteanc\"><sup>1</sup></a>.</p><ol>\n<li><p>b</p>\n<p>c</p>\n<li><p>d</p>"
               "</ol><table><tr><th>\n<p>e<br>f</p>\n</th>\n<td><p>g</p><p>h</p></td></tr>\n<tr><td>\n\n<p>i"
               "</p></td><td><p></p></td><td><p>j</p></td></table><div class=\"sdfootnote\"><p><a "
               "class=\"sdfootnotesym\">1</a>k</p></div></html>")
        << u"a[1].\n\n1. b\n\nc\n\n2. d\n\ne f\tg h\ni\t\tj\n\n[1] k"_s;
    QTest::newRow("HTML, a page in a cell")
        << u"a.html"_s << "<html><table><tr><td><p>" + QByteArray(250, 'x') + "</p><p>y</p></td></tr></table></html>"
        << QString(250, u'x') + u"\n\ny"_s;
    QTest::newRow("HTML of others") << u"a.html"_s
                                    << "<html><meta name=generator content=Hugo><meta charset=utf-8>" + headings
                                    << u"1Бетон\n\n1.1Смесь\n\n3D"_s;
    QTest::newRow("Markdown") << u"a.md"_s << QByteArray("7. a\n8. b\n   - x\n9. c\n\nText\n\n1) p\n2) q\n")
                              << u"7. a\n8. b\n- x\n\n9. c\n\nText\n\n1) p\n2) q"_s;
    // The mark of a note is no end of the word in front of it.
    const QByteArray notes =
        "<w:footnotes xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:footnote w:type="
        "\"separator\" w:id=\"-1\"><w:p/></w:footnote><w:footnote "
        "w:id=\"4\"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Or "
        "later.</w:t></w:r></w:p><w:p><w:r><w:t>More.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    QTest::newRow("DOCX, notes") << u"a.docx"_s
                                 << Samples::docx(
                                        "<w:p><w:r><w:t>in March</w:t></w:r><w:r><w:footnoteReference w:id=\"4\"/>"
                                        "</w:r><w:r><w:t>, by hand</w:t></w:r><w:r><w:endnoteReference w:id=\"1\"/>"
                                        "</w:r><w:r><w:footnoteReference w:customMarkFollows=\"1\" w:id=\"5\"/>"
                                        "<w:t>*</w:t></w:r></w:p>",
                                        {}, {{"word/footnotes.xml", notes}})
                                 << u"in March[1], by hand[i]*\n\n[1] Or later.\n\nMore."_s;
    QTest::newRow("ODT, notes")
        << u"a.odt"_s
        << Samples::odt(
               "<text:p>in March<text:note><text:note-citation>7</text:note-citation><text:note-body><text:p>Or "
               "later.</text:p><text:p>More.</text:p></text:note-body></text:note>, by hand</text:p>")
        << u"[7] Or later.\n\nMore.\n\nin March[7], by hand"_s;
    const QByteArray printed = "BT /F1 12 Tf 14 TL 72 700 Td (in March) Tj /F1 7 Tf 5 Ts (1) Tj /F1 12 Tf 0 Ts (, of "
                               "12 m) Tj /F1 7 Tf 5 Ts (2) Tj "
                               "/F1 12 Tf 0 Ts T* (as is) Tj /F1 7 Tf 5 Ts (3) Tj /F1 12 Tf 0 Ts T* (1Or later.) Tj T* "
                               "(3who pays) Tj T* (2nd floor) Tj T* (3D printing) Tj ET";
    QTest::newRow("PDF, notes")
        << u"a.pdf"_s
        << Samples::pdfOf({"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                           "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/"
                           "Resources<</Font<</F1 5 0 R>>>>>>",
                           Samples::pdfStream(printed), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"})
        << u"in March[1], of 12 m2\nas is[3]\n[1] Or later.\n[3] who pays\n2nd floor\n3D printing\n"_s;
}

void TestDocumentExtraction::numbersAsItIsPrinted()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    const Run run(write(name, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QTEST((*run.result)->pages.join(u'|'), "text");
}

void TestDocumentExtraction::readsOtherOfficeDocuments_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text"); // its pages, parted by |
    QTest::newRow("xlsx cells") << u"a.xlsx"_s
                                << Samples::xlsx(
                                       {"<row><c t=\"s\"><v>1</v></c><c r=\"C1\" t=\"inlineStr\"><is><t>in</t></is>"
                                        "</c></row><row><c><v>0.30000000000000004</v></c><c t=\"b\"><v>1</v></c>"
                                        "<c t=\"str\"><f>A1</f><v>sum</v></c></row>"},
                                       "<si><t>no</t></si><si><r><t>ru</t></r><r><t>ns</t></r><rPh><t>x</t></rPh></si>")
                                << u"Sheet1\n\nruns\t\tin\n0.3\tTRUE\tsum"_s;
    const QByteArray styles =
        "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"dd\\.mm\\.yyyy;@\"/><numFmt "
        "numFmtId=\"171\" formatCode=\"[$-419]hh:mm:ss\"/><numFmt numFmtId=\"172\" formatCode=\"[$-419]dd/mm/yyyy\"/>"
        "<numFmt numFmtId=\"173\" formatCode=\"[$-ru-RU]dd/mm/yy;@\"/><numFmt numFmtId=\"174\" "
        "formatCode=\"[$-409]dd/mm/yyyy\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf "
        "numFmtId=\"170\"/><xf numFmtId=\"10\"/><xf numFmtId=\"171\"/><xf numFmtId=\"14\"/><xf numFmtId=\"172\"/><xf "
        "numFmtId=\"173\"/><xf numFmtId=\"174\"/></cellXfs>"
        "</styleSheet>";
    QTest::newRow("xlsx numbers") << u"a.xlsx"_s
                                  << Samples::xlsx(
                                         {"<row><c s=\"1\"><v>46095</v></c><c s=\"2\"><v>0.1525</v></c><c s=\"3\"><v>"
                                          "0.5</v></c><c s=\"4\"><v>60</v></c><c><v>1234567.5</v></c></row>"},
                                         {}, {{"xl/styles.xml", styles}})
                                  << u"Sheet1\n\n14.03.2026\t15.25%\t12:00:00\t28.02.1900\t1234567.5"_s;
    // "/" is what parts dates in the country of the format.
    QTest::newRow("xlsx dates of a country")
        << u"a.xlsx"_s
        << Samples::xlsx(
               {"<row><c s=\"5\"><v>46095</v></c><c s=\"6\"><v>46095</v></c><c s=\"7\"><v>46095</v></c></row>"}, {},
               {{"xl/styles.xml", styles}})
        << u"Sheet1\n\n14.03.2026\t14.03.26\t14/03/2026"_s;
    QTest::newRow("xlsx hidden")
        << u"a.xlsx"_s
        << Samples::xlsx({"<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols><row><c><v>1</v></c><c><v>"
                          "2</v></c><c><v>3</v></c></row><row hidden=\"1\"><c><v>4</v></c></row>"})
        << u"Sheet1\n\n1\t\t3"_s;
    QTest::newRow("ods")
        << u"a.ods"_s
        << Samples::ods("<table:table table:name=\"Смета\"><table:table-row><table:table-cell><text:p>a</text:p>"
                        "<text:p>b</text:p></table:table-cell><table:table-cell "
                        "table:number-columns-repeated=\"2\"><text:p>c</text:p></table:table-cell>"
                        "</table:table-row><table:table-row table:visibility=\"collapse\"><table:table-cell>"
                        "<text:p>no</text:p></table:table-cell></table:table-row></table:table>")
        << u"Смета\n\na b\tc\tc"_s;
    QTest::newRow("csv") << u"a.csv"_s << QByteArray("a,\"b, \"\"c\"\"\"\r\n\"d\ne\",2\r\n")
                         << u"a\tb, \"c\"\nd e\t2"_s;
    QTest::newRow("csv, semicolons") << u"a.csv"_s << QByteArray("имя;цена\nбетон;1,5\n") << u"имя\tцена\nбетон\t1,5"_s;
    QTest::newRow("tsv") << u"a.tsv"_s << QByteArray("a\tb\n1\t2\n") << u"a\tb\n1\t2"_s;
    QTest::newRow("pptx")
        << u"a.pptx"_s
        << Samples::pptx({Samples::slide(Samples::shape("below", 0, 900'000) + Samples::shape("right", 9, 0)
                                         + Samples::shape("left", 1, 0) + Samples::shape("Top", 0, 2'000'000, "title")
                                         + Samples::shape("7", 0, 0, "sldNum")),
                          Samples::slide(Samples::shape("hidden", 0, 0), "show=\"0\""),
                          Samples::slide(Samples::shape("third", 0, 0))},
                         {{"ppt/notesSlides/notesSlide1.xml", Samples::slide(Samples::shape("said", 0, 0, "body"))}})
        << u"Top\n\nleft\n\nright\n\nbelow\n\nsaid|third"_s;
    QTest::newRow("odp")
        << u"a.odp"_s
        << Samples::odp(
               "<draw:page><draw:frame svg:x=\"1cm\" svg:y=\"40mm\"><draw:text-box><text:list><text:list-item><text:p>"
               "one</text:p></text:list-item><text:list-item><text:p>t<text:s text:c=\"2\"/>wo</text:p>"
               "</text:list-item></text:list></draw:text-box></draw:frame><draw:g><draw:custom-shape svg:x=\"5cm\" "
               "svg:y=\"1in\"><text:p>right</text:p></draw:custom-shape><draw:rect draw:transform=\"rotate (0.5) "
               "translate (1cm 2.54cm)\"><text:p>left</text:p></draw:rect></draw:g><draw:frame "
               "presentation:class=\"title\" svg:x=\"1cm\" svg:y=\"9cm\"><text:p>Top</text:p></draw:frame><draw:frame "
               "presentation:class=\"page-number\"><text:p>7</text:p></draw:frame><draw:frame "
               "presentation:placeholder=\"true\"><text:p>Click</text:p></draw:frame><office:annotation><text:p>no"
               "</text:p></office:annotation><draw:frame svg:x=\"1cm\" svg:y=\"6cm\"><table:table><table:table-row>"
               "<table:table-cell><text:p>a</text:p><text:p>b</text:p></table:table-cell><table:table-cell><text:p>c"
               "</text:p></table:table-cell></table:table-row></table:table></draw:frame><presentation:notes>"
               "<draw:frame presentation:class=\"notes\"><text:p>said</text:p></draw:frame></presentation:notes>"
               "</draw:page><draw:page draw:style-name=\"Hid\"><draw:frame><text:p>hidden</text:p></draw:frame>"
               "</draw:page><draw:page><draw:frame><text:p>third</text:p></draw:frame></draw:page>")
        << u"Top\n\nleft\n\nright\n\none\nt  wo\n\na b\tc\n\nsaid|third"_s;
    QTest::newRow("epub") << u"a.epub"_s << Samples::epub({"<p>second</p>", "<h1>First</h1><p>first</p>"})
                          << u"First\n\nfirst\n\nsecond"_s;
    QTest::newRow("epub, a note") << u"a.epub"_s
                                  << Samples::epub({"<p>in March<a href=\"#fn1\" class=\"footnote-ref\">1</a>.</p>"})
                                  << u"in March[1]."_s;
    QTest::newRow("eml")
        << u"a.eml"_s
        << Samples::mail("Subject: =?utf-8?B?0KHQvNC10YLQsA==?=\r\nContent-Type: multipart/mixed; boundary=b\r\n",
                         "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: "
                         "text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                         "=E2=C5=D4=CF=CE\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--c--\r\n--b\r\n"
                         "Content-Type: text/csv; name=\"a.csv\"\r\nContent-Disposition: attachment\r\n\r\na;b\r\n"
                         "--b\r\nContent-Type: a/b; name=\"c.bin\"\r\n\r\n\x01\x02\r\n--b--\r\n")
        << u"From: Ann <ann@example.org>\nTo: bob@example.org\nDate: 2026-03-14 12:00 +0300\n\nСмета\n\n"
           "Бетон\n\nAttachment: a.csv\n\nAttachment: c.bin|a\tb"_s;
    const QByteArray doc = Samples::doc({.body = {{.runs = {{.text = u"Смета"_s}}}}}).toBase64();
    QTest::newRow("eml, with a DOC") << u"a.eml"_s
                                     << Samples::mail("Content-Type: multipart/mixed; boundary=b\r\n",
                                                      "--b\r\nContent-Type: text/plain\r\n\r\nSee there.\r\n--b\r\n"
                                                      "Content-Type: application/msword; name=\"a.doc\"\r\n"
                                                      "Content-Transfer-Encoding: base64\r\nContent-Disposition: "
                                                      "attachment\r\n\r\n"
                                                          + doc + "\r\n--b--\r\n")
                                     << u"From: Ann <ann@example.org>\nTo: bob@example.org\nDate: 2026-03-14 12:00 "
                                        "+0300\n\nSee there.\n\nAttachment: a.doc|Смета"_s;
}

void TestDocumentExtraction::readsOtherOfficeDocuments()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    const Run run(write(name, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QTEST((*run.result)->pages.join(u'|'), "text");
}

void TestDocumentExtraction::readsDrawings_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text"); // its pages, parted by |
    using Samples::drawnText;
    using Samples::dxf;
    using Samples::groups;
    const QByteArray concrete = "\xc1\xe5\xf2\xee\xed"; // "Бетон" in the code page 1251
    QTest::newRow("of before 2007") << dxf(drawnText(concrete + " %%c5")) << u"Бетон Ø5"_s;
    QTest::newRow("of DOS") << dxf(drawnText("\x81\xa5\xe2\xae\xad"), {}, {}, "AC1009", "dos866") << u"Бетон"_s;
    QTest::newRow("since 2007") << dxf(drawnText("Бетон ±"), {}, {}, "AC1027") << u"Бетон ±"_s;
    QTest::newRow("UTF-8 all the same") << dxf(drawnText("Бетон монолитный")) << u"Бетон монолитный"_s;
    QTest::newRow("a mark in front") << "\xef\xbb\xbf" + dxf(drawnText("Бетон"), {}, {}, "AC1027") << u"Бетон"_s;
    QTest::newRow("comments in front") << groups({{999, "made by hand"}}) + dxf(drawnText("a")) << u"a"_s;
    QTest::newRow("several lines") << dxf(
        drawnText("first")
        + groups({{0, "MTEXT"}, {3, "{\\fArial|c204;" + concrete.left(3)}, {3, concrete.mid(3)}, {1, "}\\Ptwo"}})
        + drawnText("last")) << u"first\n\nБетон\ntwo\n\nlast"_s;
    QTest::newRow("cells of several lines, of which each has one")
        << dxf(drawnText("1", 0, 50, "MTEXT") + drawnText("{\\C1;a}", 20, 50, "MTEXT") + drawnText("2", 0, 40, "MTEXT")
               + drawnText("b\\Pc", 20, 40, "MTEXT"))
        << u"1\ta\n2\n\nb\nc"_s;
    QTest::newRow("on a line") << dxf(drawnText("1", 0, 50) + drawnText("a", 20, 51) + drawnText("2", 0, 40)
                                      + drawnText("b", 20, 40))
                               << u"1\ta\n2\tb"_s;
    const QByteArray attribute =
        groups({{0, "INSERT"}, {66, "1"}, {2, "Frame"}}) + drawnText("value", 0, 0, "ATTRIB") + groups({{2, "TAG"}});
    const QByteArray frame = groups({{0, "BLOCK"}, {2, "FRAME"}, {3, "name"}}) + drawnText("drawn")
        + drawnText("proposed", 0, 0, "ATTDEF") + groups({{3, "Which?"}, {2, "TAG"}})
        + drawnText("fixed", 0, -9, "ATTDEF") + groups({{70, "2"}}) + groups({{0, "ENDBLK"}});
    QTest::newRow("blocks that are used, once")
        << dxf(attribute + attribute, frame + QByteArray(frame).replace("FRAME", "OTHER"))
        << u"drawn\nfixed\nvalue\nvalue"_s;
    QTest::newRow("attributes") << dxf(drawnText("shown", 0, 0, "ATTRIB") + drawnText("hidden", 0, 0, "ATTRIB")
                                       + groups({{70, "1"}}) + drawnText("set", 0, -9, "ATTDEF"))
                                << u"shown\nset"_s;
    QTest::newRow("leaders and sizes") << dxf(
        groups({{0, "MULTILEADER"}, {304, "{\\H1x;see A}"}, {302, "LEADER{"}, {304, "LEADER_LINE{"}})
        + groups({{0, "DIMENSION"}, {2, "*D1"}, {1, "<>"}}) + groups({{0, "DIMENSION"}, {2, "*D2"}, {1, "<> min"}}))
                                       << u"see A\nmin"_s;
    QTest::newRow("sheets") << dxf(drawnText("paper") + groups({{67, "1"}}) + drawnText("model"),
                                   groups({{0, "BLOCK"}, {2, "*Paper_Space0"}}) + drawnText("second")
                                       + groups({{0, "ENDBLK"}}))
                            << u"model|paper|second"_s;
    QTest::newRow("hidden") << dxf(
        drawnText("seen") + drawnText("no").replace("Texts", "Off") + drawnText("no").replace("Texts", "Frozen")
            + drawnText("no") + groups({{60, "1"}}),
        {}, groups({{0, "LAYER"}, {2, "OFF"}, {62, "-7"}, {0, "LAYER"}, {2, "Frozen"}, {70, "1"}}))
                            << u"seen"_s;
}

void TestDocumentExtraction::readsDrawings()
{
    QFETCH(const QByteArray, content);
    const Run run(write(u"a.dxf"_s, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->format, u"dxf"_s);
    QTEST((*run.result)->pages.join(u'|'), "text");
}

/// A page of the norm as a scanner has it: black and white, 300 dpi.
void TestDocumentExtraction::recognisesScans_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QList<bool>>("recognised"); // of each page
    QTest::newRow("image") << u"scan.png"_s << QList<bool>{true};
    QTest::newRow("PDF, of which one page is text") << u"scan.pdf"_s << QList<bool>{true, false};
}

void TestDocumentExtraction::recognisesScans()
{
    QFETCH(const QString, name);
    QFETCH(const QList<bool>, recognised);
    const Run run(QFINDTESTDATA(u"data/"_s + name));
    const QString told = run.result->ok() ? (*run.result)->whyWithoutText : run.result->error().message;
    if (told.contains(u"this build"_s) || told.contains(u"install "_s))
        QSKIP("tesseract isn't built in, or its Russian isn't installed");
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    QCOMPARE(document.pageCount, recognised.size());
    for (qsizetype page = 0; page < recognised.size(); ++page)
        QCOMPARE(document.confidences.at(page) >= 60, recognised.at(page));
    QVERIFY2(document.pages.constFirst().contains(u"СВОД ПРАВИЛ"_s), qPrintable(document.pages.constFirst()));
    QVERIFY(document.pages.constFirst().contains(u"1.1 Общие указания"_s));
    QCOMPARE(document.pagesWithoutText, 0);
    QCOMPARE(document.language, u"ru"_s);
}

/// Also where the last page, behind which they stand, is an image or blank: it counts as without text all the same.
void TestDocumentExtraction::tellsMarginsOnce()
{
    QList<QStringList> pages;
    for (const QString &name : {u"first"_s, u"second"_s, u"third"_s}) {
        QStringList lines{u"Company standard"_s};
        for (const QString &line :
             {u"one"_s, u"two"_s, u"three"_s, u"four"_s, u"five"_s, u"six"_s, u"seven"_s, u"eight"_s})
            lines.append(u"The %1 page, line %2"_s.arg(name, line));
        pages.append(lines);
    }
    pages.append(QStringList{});
    const Run run(write(u"a.pdf"_s, Samples::pdf(pages)));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    QCOMPARE(document.pages.join(u'|').count(u"Company standard"_s), 1);
    QVERIFY(document.pages.at(0).startsWith(u"The first page, line one"_s));
    QVERIFY(document.pages.at(3).trimmed() == u"Company standard"_s);
    QCOMPARE(document.pagesWithoutText, 1);
}

void TestDocumentExtraction::checksTheSizeOfEachPage()
{
    const Samples::TiffImage small{.width = 2, .height = 2, .pixels = "abcd"};
    const Samples::TiffImage large{.width = 30'000, .height = 30'000, .pixels = "a"};
    const Run run(write(u"a.tiff"_s, Samples::tiff({small, small, large})));
    if (why(run).contains(u"this build"_s) || why(run).contains(u"install "_s))
        QSKIP("tesseract isn't built in, or no language of it is installed");
    QCOMPARE(why(run), u"3 of 3 pages are images; one has 30000 by 30000 pixels, and at most 100 million are read."_s);
    const Run alone(write(u"b.tiff"_s, Samples::tiff({large})));
    QCOMPARE(alone.result->error().field, DocumentFailure::tooLarge);
    QCOMPARE(why(alone), u"The image has 30000 by 30000 pixels, and at most 100 million are read."_s);
}

void TestDocumentExtraction::saysWhyAScanIsntRead_data()
{
    QTest::addColumn<RecognitionOptions>("options");
    QTest::addColumn<QString>("message");
    QTest::newRow("switched off") << RecognitionOptions{.isWanted = false}
                                  << u"recognising letters in images is switched off"_s;
    QTest::newRow("without the language")
        << RecognitionOptions{.languages = {u"chi_sim"_s}} << u"install tesseract-ocr-chi-sim"_s;
}

void TestDocumentExtraction::saysWhyAScanIsntRead()
{
    QFETCH(const RecognitionOptions, options);
    QFETCH(const QString, message);
    ExtractionOptions extraction = anywhere();
    extraction.limits.recognition = options;
    const Run image(QFINDTESTDATA("data/scan.png"), extraction);
    QVERIFY(!image.result->ok());
    QCOMPARE(image.result->error().field, DocumentFailure::noText);
    const QString told = image.result->error().message;
    if (told.contains(u"this build"_s))
        QSKIP("tesseract isn't built in");
    QVERIFY2(told.startsWith(u"1 of 1 pages are images; "_s) && told.contains(message), qPrintable(told));
    const Run pdf(QFINDTESTDATA("data/scan.pdf"), extraction);
    QVERIFY2(pdf.result->ok(), qPrintable(why(pdf)));
    QCOMPARE((*pdf.result)->pagesWithoutText, 1);
    QVERIFY((*pdf.result)->whyWithoutText.contains(message));
    QVERIFY(DocumentExtraction::capabilities({}) != DocumentExtraction::capabilities(extraction));
}

/// As Russian companies type them (bench/reading/sources): numbers by the word processor, headings by style in the norm,
/// bold and centred in the contract.
void TestDocumentExtraction::readsNormsAndContracts_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<QStringList>("headings");
    QTest::addColumn<QString>("tableHead");
    const QStringList norm{u"1.1 Общие указания"_s, u"3.4 Уход за бетоном"_s, u"2) плотность, исключающую"_s,
                           u"- для стен – не ранее 24 часов;"_s};
    const QStringList normHeadings{u"1 1 Область применения"_s, u"2 1.1 Общие указания"_s,
                                   u"2 5.2 Допускаемые отклонения"_s};
    const QString normTable = u"Конструкция\tОсадка конуса, см\tТемпература укладки, °С"_s;
    const QStringList contract{u"1.1. Подрядчик обязуется"_s, u"1.2.2. Дополнительные работы"_s,
                               u"3.3.1. Удержание гарантийной"_s, u"6.2. Недостатки"_s, u"б) календарный план;"_s};
    const QStringList contractHeadings{u"1 1. ПРЕДМЕТ ДОГОВОРА"_s, u"1 6. ГАРАНТИЙНЫЕ ОБЯЗАТЕЛЬСТВА"_s,
                                       u"1 ПРИЛОЖЕНИЕ № 1. СМЕТА"_s};
    const QString contractTable = u"Наименование работ\tЕдиница\tКоличество\tЦена, руб.\tСтоимость, руб."_s;
    for (const QString &suffix : {u"docx"_s, u"odt"_s, u"doc"_s, u"rtf.gz"_s}) {
        QTest::addRow("norm.%s", qPrintable(suffix)) << u"norm."_s + suffix << norm << normHeadings << normTable;
        QTest::addRow("contract.%s", qPrintable(suffix))
            << u"contract."_s + suffix << contract << contractHeadings << contractTable;
    }
}

void TestDocumentExtraction::readsNormsAndContracts()
{
    QFETCH(const QString, name);
    QFETCH(const QStringList, lines);
    QFETCH(const QStringList, headings);
    QFETCH(const QString, tableHead);
    const Run run(QFINDTESTDATA(u"data/"_s + name));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    const QString text = u'\n' + document.pages.join(u'\n');
    for (const QString &line : lines)
        QVERIFY2(text.contains(u'\n' + line), qPrintable(line + u'\n' + text));
    QStringList found;
    for (const Heading &heading : document.headings)
        found.append(u"%1 %2"_s.arg(heading.level).arg(heading.text));
    for (const QString &heading : headings)
        QVERIFY2(found.contains(heading), qPrintable(heading + u'\n' + found.join(u'\n')));
    QVERIFY(!document.tables.isEmpty());
    const Table &table = document.tables.constFirst();
    QCOMPARE(QString(table.head).replace(u" \t"_s, u"\t"_s), tableHead);
    QVERIFY(table.endPage > table.page || table.endOffset > table.offset + 100);
}

void TestDocumentExtraction::leavesOutWhatNobodySees_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text");
    QTest::newRow("HTML") << u"a.html"_s
                          << QByteArray("<html><head><title>T</title><style>p{}</style><script>if(a<b)x();</script>"
                                        "</head><body>A &amp; B<br>C<!-- no --><ul><li>one<li>two</ul><table><tr><td>x"
                                        "<td>y<tr><td>z</table><pre>a\n  b</pre></body></html>")
                          << u"A & B\nC\n\n- one\n- two\n\nx\ty\nz\n\na\n  b"_s;
    QTest::newRow("Markdown") << u"a.md"_s
                              << QByteArray(
                                     "---\ntitle: x\n---\nA *b* `c` [d](http://e)\n\n- one\n- two\n\n```\nx = 1\n```\n")
                              << u"A b c d\n\n- one\n- two\n\nx = 1"_s;
    QTest::newRow("Markdown, tables") << u"a.md"_s
                                      << QByteArray("Prices\n| Item | *Net* |\n|:-----|----:|\n| a    | 1   |\n| b    "
                                                    "|     |\n\na | b\nc\n\n<table><tr><td>x"
                                                    "</td><td>y &amp; z</td></tr></table>\n\n<!-- no -->\n\nEnd\n")
                                      << u"Prices\n\nItem\tNet\na\t1\nb\n\na | b\nc\n\nx\ty & z\n\nEnd"_s;
    QTest::newRow("DOCX") << u"a.docx"_s
                          << Samples::docx(
                                 "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>A</w:t><w:tab/><w:t>B"
                                 "</w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:r>"
                                 "<w:instrText>PAGE</w:instrText></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r>"
                                 "<w:t>x</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>y</w:t></w:r></w:p>"
                                 "</w:tc></w:tr></w:tbl>")
                          << u"A\tB\n\nx \ty"_s;
    const auto run = [](const QByteArray &properties, const QByteArray &text) {
        return "<w:r><w:rPr>" + properties + "</w:rPr><w:t>" + text + "</w:t></w:r>";
    };
    QTest::newRow("DOCX, a tracked move")
        << u"a.docx"_s
        << Samples::docx("<w:p><w:moveFrom><w:r><w:t>The fee is 100 euros.</w:t></w:r></w:moveFrom><w:r><w:t>A </w:t>"
                         "</w:r><w:moveTo><w:r><w:t>The fee is 100 euros.</w:t></w:r></w:moveTo></w:p>")
        << u"A The fee is 100 euros."_s;
    QTest::newRow("DOCX, breaks and hyphens")
        << u"a.docx"_s
        << Samples::docx(u"<w:p><w:r><w:t>первая</w:t><w:cr/><w:t>вторая</w:t><w:ptab/><w:t>a</w:t><w:noBreakHyphen/>"
                         "<w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r></w:p>"_s.toUtf8())
        << u"первая\nвторая\ta-bc"_s;
    QTest::newRow("DOCX, hidden text")
        << u"a.docx"_s
        << Samples::docx("<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>" + run("", "A") + run("<w:vanish/>", "no")
                         + run("<w:vanish w:val=\"0\"/>", "B") + run("<w:vanish w:val=\"true\"/>", "no")
                         + run("<w:rStyle w:val=\"Hid\"/>", "no") + run("<w:rStyle w:val=\"HidToo\"/>", "no")
                         + run("<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>", "C") + "</w:p>")
        << u"ABC"_s;
    QTest::newRow("DOCX, how ideographs are spoken")
        << u"a.docx"_s
        << Samples::docx(u"<w:p><w:r><w:ruby><w:rt><w:r><w:t>けいやく</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>契約"
                         "</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"_s.toUtf8())
        << u"契約"_s;
    QTest::newRow("DOCX, headers and footers, once")
        << u"a.docx"_s
        << Samples::docx(
               "<w:p><w:r><w:t>body</w:t></w:r></w:p>", {},
               {{"word/_rels/document.xml.rels",
                 "<Relationships><Relationship Type=\"x/header\" Target=\"header1.xml\"/><Relationship "
                 "Type=\"x/header\" Target=\"header1.xml\"/><Relationship Type=\"x/footer\" Target=\"absent.xml\"/>"
                 "</Relationships>"},
                {"word/header1.xml",
                 u"<w:hdr xmlns:w=\"w\"><w:p><w:r><w:t>Договор № 7</w:t></w:r></w:p></w:hdr>"_s.toUtf8()}})
        << u"body\n\nДоговор № 7"_s;
    QTest::newRow("ODT, hidden text")
        << u"a.odt"_s
        << Samples::odt("<text:p>A<text:span text:style-name=\"Hid\">no</text:span><text:span text:style-name=\"P1\">B"
                        "</text:span><text:hidden-text text:is-hidden=\"true\" text:string-value=\"no\">no"
                        "</text:hidden-text><text:hidden-text text:is-hidden=\"false\">C</text:hidden-text></text:p>"
                        "<text:section text:display=\"none\"><text:p>no</text:p></text:section><text:section "
                        "text:display=\"condition\" text:is-hidden=\"true\"><text:p>no</text:p></text:section>"
                        "<text:section><text:p>D</text:p></text:section><text:p text:style-name=\"Hid\">no</text:p>"
                        "<text:p>no<text:hidden-paragraph text:is-hidden=\"true\"/></text:p>"
                        "<text:p>E<text:hidden-paragraph text:is-hidden=\"false\"/></text:p>")
        << u"ABC\n\nD\n\nE"_s;
    QTest::newRow("ODT, how ideographs are spoken")
        << u"a.odt"_s
        << Samples::odt(u"<text:p><text:ruby><text:ruby-base>契約</text:ruby-base><text:ruby-text>けいやく"
                        "</text:ruby-text></text:ruby></text:p>"_s.toUtf8())
        << u"契約"_s;
    QTest::newRow("ODT, headers and footers, and styles")
        << u"a.odt"_s
        << Samples::odt("<text:p>body<text:span text:style-name=\"Named\">no</text:span></text:p>", {},
                        u"<style:style style:name=\"Named\"><style:text-properties text:display=\"none\"/>"
                        "</style:style><style:master-page><style:header><text:p>Договор № 7</text:p></style:header>"
                        "<style:footer style:display=\"false\"><text:p>no</text:p></style:footer></style:master-page>"_s
                            .toUtf8())
        << u"body\n\nДоговор № 7"_s;
    QTest::newRow("HTML that is hidden")
        << u"a.html"_s
        << u"<html><body hidden><p>A<span hidden>no<b>no</b></span>B<div style=\"color:red; display : none\">no<p>no"
           "</div><p style='DISPLAY:NONE !important'>no</p><br hidden>C<p style=\"x-display:none\">D</p><p "
           "hidden=until-found>E</p><ruby>契約<rp>(</rp><rt>けいやく</rt></ruby></body></html>"_s.toUtf8()
        << u"AB\n\nC\n\nD\n\nE\n\n契約"_s;
    QTest::newRow("ODT") << u"a.odt"_s
                         << Samples::odt(
                                "<text:tracked-changes><text:p>no</text:p></text:tracked-changes><text:p>A"
                                "<text:tab/>B<text:s text:c=\"2\"/>C\n  D<office:annotation><text:p>no</text:p>"
                                "</office:annotation></text:p>")
                         << u"A\tB  C D"_s;
    QTest::newRow("controls") << u"a.txt"_s << QByteArray("A\x07\x1b[31mB\r\nC\rD and enough text beside it")
                              << u"A  [31mB\nC\nD and enough text beside it"_s;
}

void TestDocumentExtraction::leavesOutWhatNobodySees()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QString, text);
    const Run run(write(name, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->pages.join(u'\f'), text);
}

void TestDocumentExtraction::tellsWhyItFailed_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("message"); // the whole, or all before the words of a library
    const auto path = [](const char *name, const QString &file, QLatin1StringView reason, const QString &message) {
        QTest::newRow(name) << file << QString(reason) << message;
    };
    const auto row = [&](const char *name, const QString &file, const QByteArray &content, QLatin1StringView reason,
                         const QString &message) { path(name, write(file, content), reason, message); };
    const QString noText = u"The document has no text."_s;
    const QString encrypted = u"The document is encrypted; save it without a password."_s;
    path("absent", u"/nonexistent/a.pdf"_s, DocumentFailure::unreadable, u"Can't read /nonexistent/a.pdf: "_s);
    path("folder", m_folder.path(), DocumentFailure::unreadable, m_folder.path() + u" is a folder; name a file."_s);
    path("device", u"/dev/zero"_s, DocumentFailure::unreadable, u"/dev/zero is no regular file."_s);
    path("NUL", QString(u"/tmp/a"_s + QChar(u'\0')), DocumentFailure::unreadable, u"A path has no NUL in it."_s);
    const QString fifo = m_folder.filePath(u"fifo"_s);
    ::mkfifo(QFile::encodeName(fifo).constData(), 0600);
    path("FIFO", fifo, DocumentFailure::unreadable, fifo + u" is no regular file."_s);
    const QString loop = m_folder.filePath(u"loop"_s);
    QFile::link(loop, loop);
    path("symbolic link on itself", loop, DocumentFailure::unreadable, u"Can't read %1: "_s.arg(loop));
    row("empty", u"a.txt"_s, {}, DocumentFailure::malformed, u"The file is empty."_s);
    row("PDF of images", u"l.pdf"_s, Samples::pdf({{}, {}}), DocumentFailure::noText,
        u"None of the 2 pages has text."_s);
    row("PDF of one image", u"m.pdf"_s, Samples::pdf({{}}), DocumentFailure::noText, noText);
    row("DOCX of an image", u"n.docx"_s, Samples::docx("<w:p><w:r><w:drawing/></w:r></w:p>"), DocumentFailure::noText,
        noText);
    row("ODT of an image", u"o.odt"_s, Samples::odt("<text:p> </text:p>"), DocumentFailure::noText, noText);
    row("HTML of scripts", u"p.html"_s, "<html><script>x()</script>", DocumentFailure::noText, noText);
    row("RTF of an image", u"q.rtf"_s, "{\\rtf1{\\pict 0102}\\par}", DocumentFailure::noText, noText);
    row("RTF, nested", u"r.rtf"_s, "{\\rtf1 " + QByteArray(5000, '{'), DocumentFailure::malformed,
        u"The RTF is nested too deeply."_s);
    row("binary", u"b.txt"_s,
        QByteArray("\x7f"
                   "ELF\x02\x01\x01\0\0\0",
                   10)
            .repeated(100),
        DocumentFailure::unsupported, u"The file is binary data, and no format that is known."_s);
    row("archive", u"c.zip"_s, Samples::zip({{"a.txt", "a"}}), DocumentFailure::unsupported,
        u"The file is a ZIP archive; unpack it into the folder, and its files are read. PDF, DOCX, ODT, RTF, DOC, XLSX, "_s);
    row("drawing of LibreOffice", u"c.odg"_s,
        Samples::zip({{"mimetype", "application/vnd.oasis.opendocument.graphics"}}), DocumentFailure::unsupported,
        u"The file is an OpenDocument drawing; save it as PDF. PDF, DOCX, "_s);
    row("of another type", u"c.kra"_s, Samples::zip({{"mimetype", "application/x-krita"}}),
        DocumentFailure::unsupported, u"The file is of the type \"application/x-krita\"; save it as PDF. PDF, "_s);
    row("DWG", u"c.dwg"_s, QByteArray("AC1032\0\0\0\0\0", 11), DocumentFailure::unsupported,
        u"The file is a DWG drawing; save it as PDF or DXF. PDF, "_s);
    row("binary DXF", u"c.dxf"_s, QByteArray("AutoCAD Binary DXF\r\n\x1a\0\0\0", 24), DocumentFailure::unsupported,
        u"The file is a binary DXF drawing; save it as DXF in ASCII, or as PDF. PDF, "_s);
    row("DXF without a text", u"e.dxf"_s, Samples::dxf({}), DocumentFailure::noText, noText);
    row("PDF, no more than its head", u"d.pdf"_s, "%PDF-1.7\n", DocumentFailure::malformed,
        u"The file isn't a sound PDF."_s);
    row("DOCX, damaged", u"e.docx"_s, Samples::docx("<w:p>").left(300), DocumentFailure::malformed,
        u"The file is a damaged ZIP archive: "_s);
    row("DOCX, no XML", u"f.docx"_s, Samples::docx("<w:p></oops>"), DocumentFailure::malformed,
        u"word/document.xml isn't sound XML, line 1: "_s);
    row("ODT, encrypted parts", u"g.odt"_s,
        Samples::zip({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<a/>"}}, "secret"),
        DocumentFailure::encrypted, encrypted);
    row("ZIP bomb", u"h.docx"_s,
        Samples::zip(
            {{"[Content_Types].xml", "wordprocessingml"}, {"word/document.xml", QByteArray(100 * 1024 * 1024, '0')}}),
        DocumentFailure::tooLarge, u"The part word/document.xml unfolds to more than 64 MiB."_s);
    row("entities", u"i.odt"_s,
        Samples::odt("<text:p>&c;</text:p>",
                     "<!DOCTYPE d [<!ENTITY a \"" + QByteArray(1000, 'a') + "\"><!ENTITY b \""
                         + QByteArray("&a;").repeated(1000) + "\"><!ENTITY c \"" + QByteArray("&b;").repeated(1000)
                         + "\">]>"),
        DocumentFailure::malformed, u"content.xml isn't sound XML, line 1: "_s);
    row("nesting", u"k.docx"_s, Samples::docx(QByteArray("<w:p>").repeated(10'000)), DocumentFailure::malformed,
        u"word/document.xml isn't sound XML, line 1: it is nested too deeply"_s);
    path("PDF, encrypted", QFINDTESTDATA("data/encrypted.pdf"), DocumentFailure::encrypted,
         u"The PDF is encrypted; save it without a password."_s);
    path("DOCX, encrypted", QFINDTESTDATA("data/encrypted.docx"), DocumentFailure::encrypted, encrypted);
    path("ODT, encrypted", QFINDTESTDATA("data/encrypted.odt"), DocumentFailure::encrypted, encrypted);
}

void TestDocumentExtraction::tellsWhyItFailed()
{
    QFETCH(const QString, path);
    QFETCH(const QString, reason);
    QFETCH(const QString, message);
    const Run run(path);
    QVERIFY(!run.result->ok());
    QVERIFY2(run.result->error().field == reason, qPrintable(run.result->error().field + u": "_s + why(run)));
    QVERIFY2(run.result->error().message.startsWith(message), qPrintable(why(run)));
    QVERIFY(!run.isEarly);
    QTRY_VERIFY(childProcesses().isEmpty());
}

void TestDocumentExtraction::readsNothingElse_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text"); // all that is read, with nothing of the entity
    const QByteArray external = "<!DOCTYPE d [<!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
    QTest::newRow("ODT") << u"a.odt"_s << Samples::odt("<text:p>before &c; after</text:p>", external)
                         << u"before after"_s;
    QTest::newRow("DOCX") << u"a.docx"_s << Samples::docx("<w:p><w:r><w:t>before &c; after</w:t></w:r></w:p>", external)
                          << u"before  after"_s;
    QTest::newRow("HTML") << u"a.html"_s << external + "<html><p>before &c; after</p></html>"
                          << u"]>\n\nbefore &c; after"_s;
}

void TestDocumentExtraction::readsNothingElse()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    const Run run(write(name, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QTEST((*run.result)->pages.join(u'|'), "text");
}

void TestDocumentExtraction::refusesWhatLiesOutside()
{
    const QTemporaryDir outside;
    QVERIFY(QDir(m_folder.path()).mkpath(u"in/deep"_s));
    ExtractionOptions options = anywhere();
    options.allowed = {{m_folder.filePath(u"in"_s)}};
    const QString inside = write(u"in/deep/a.txt"_s, "inside");
    const QString beside = write(u"index.txt"_s, "outside");
    QVERIFY(Run(inside, options).result->ok());
    QVERIFY(!Run(inside, ExtractionOptions()).result->ok()); // an empty list allows nothing
    QVERIFY(!Run(beside, options).result->ok());
    QVERIFY(!Run(m_folder.filePath(u"in/../index.txt"_s), options).result->ok());
    QVERIFY(QFile::link(beside, m_folder.filePath(u"in/link.txt"_s)));
    QVERIFY(!Run(m_folder.filePath(u"in/link.txt"_s), options).result->ok());
    QVERIFY(QFile::link(inside, m_folder.filePath(u"to-inside.txt"_s)));
    QVERIFY(Run(m_folder.filePath(u"to-inside.txt"_s), options).result->ok());
}

void TestDocumentExtraction::endsAtALimit_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<ExtractionLimits>("limits");
    QTest::addColumn<QString>("message");
    ExtractionLimits limits;
    limits.pages = 2;
    QTest::newRow("pages of a PDF") << u"a.pdf"_s << Samples::pdf({{u"a"_s}, {u"b"_s}, {u"c"_s}}) << limits
                                    << u"3 pages; at most 2"_s;
    QTest::newRow("pages of a text") << u"a.txt"_s << QByteArray("a\fb\fc") << limits << u"3 pages; at most 2"_s;
    limits = {};
    limits.textBytes = 1024 * 1024;
    QTest::newRow("text") << u"a.txt"_s << QByteArray("some text ").repeated(200'000) << limits << u"1 MiB of text"_s;
    QTest::newRow("text of a page") << u"a.pdf"_s << Samples::largePdf(QStringList(300, QString(4000, u'x'))) << limits
                                    << u"1 MiB of text"_s;
    limits = {};
    limits.fileBytes = 1024 * 1024;
    QTest::newRow("file") << u"a.txt"_s << QByteArray("some text ").repeated(200'000) << limits << u"MiB"_s;
    QTest::newRow("packed file") << u"a.txt.gz"_s << Samples::gzip(QByteArray("some text ").repeated(200'000)) << limits
                                 << u"1 MiB"_s;
    limits = {};
    limits.time = std::chrono::milliseconds(1);
    QTest::newRow("time") << u"a.md"_s << QByteArray("*a **a ").repeated(100'000) << limits << u"longer than"_s;
}

void TestDocumentExtraction::endsAtALimit()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    QFETCH(const ExtractionLimits, limits);
    QFETCH(const QString, message);
    ExtractionOptions options = anywhere();
    options.limits = limits;
    const Run run(write(name, content), options);
    QVERIFY(!run.result->ok());
    QCOMPARE(run.result->error().field, DocumentFailure::tooLarge);
    QVERIFY2(run.result->error().message.contains(message), qPrintable(run.result->error().message));
    QTRY_VERIFY(childProcesses().isEmpty());
}

void TestDocumentExtraction::survivesItsChild_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QByteArray &lines, QLatin1StringView reason, const QString &message) {
        QTest::newRow(name) << lines << QString(reason) << message;
    };
    const QByteArray page = R"(echo '{"text":"x","pages":1}')"
                            "\n";
    row("crashes", "kill -SEGV $$", DocumentFailure::crashed, u"SIGSEGV"_s);
    row("is killed", page + "kill -KILL $$", DocumentFailure::crashed, u"SIGKILL"_s);
    row("takes too much time", "kill -XCPU $$", DocumentFailure::tooLarge, u"processor time"_s);
    row("has no memory", "echo 'terminate: std::bad_alloc' >&2; kill -ABRT $$", DocumentFailure::tooLarge, u"memory"_s);
    row("says nothing", "exit 0", DocumentFailure::broken, u"no word"_s);
    row("ends in the middle", page, DocumentFailure::broken, u"no word"_s);
    row("fails after the end", page + "echo '{\"format\":\"text\"}'\nkill -SEGV $$", DocumentFailure::crashed,
        u"SIGSEGV"_s);
    row("talks nonsense", "echo nonsense; sleep 100", DocumentFailure::crashed, u"disorder"_s);
    row("claims a reason of ours", R"(echo '{"error":"crashed","message":"x"}'; sleep 100)", DocumentFailure::crashed,
        u"disorder"_s);
    row("talks without end", "cat /dev/zero", DocumentFailure::crashed, u"disorder"_s);
    row("complains without end", "cat /dev/zero >&2 & sleep 0.2; exit 3", DocumentFailure::broken, u"exit code 3"_s);
    row("has pages without end", R"(yes '{"text":"x","pages":1}')", DocumentFailure::crashed, u"disorder"_s);
    row("has headings of no page", page + R"(echo '{"heading":"x","page":7}'; sleep 100)", DocumentFailure::crashed,
        u"disorder"_s);
    row("goes on after the end", page + R"(echo '{"format":"text"}'; yes '{"format":"text"}')",
        DocumentFailure::crashed, u"disorder"_s);
    row("steers the terminal", R"(printf '{"error":"malformed","message":"a\\u001b[31mb"}\n')",
        DocumentFailure::malformed, u"a [31mb"_s);
}

void TestDocumentExtraction::survivesItsChild()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QString, reason);
    QFETCH(const QString, message);
    ExtractionOptions options = anywhere();
    options.program = script(lines);
    const Run run(write(u"a.txt"_s, "text"), options);
    QVERIFY(!run.result->ok());
    QVERIFY2(run.result->error().field == reason, qPrintable(run.result->error().field + u": "_s + why(run)));
    QVERIFY2(run.result->error().message.contains(message), qPrintable(run.result->error().message));
    QTRY_VERIFY(childProcesses().isEmpty());
}

void TestDocumentExtraction::killsTheChildWithIt()
{
    ExtractionOptions options = anywhere();
    // With a child of its own, as a sound one never has.
    options.program = script("sleep 100 & echo $! > " + QFile::encodeName(m_folder.filePath(u"pid"_s)) + "\nwait");
    auto extraction = std::make_unique<DocumentExtraction>(write(u"a.txt"_s, "text"), options);
    extraction->begin();
    QFile pidFile(m_folder.filePath(u"pid"_s));
    QTRY_VERIFY(pidFile.size() > 1);
    QVERIFY(pidFile.open(QIODevice::ReadOnly));
    const pid_t grandchild = pidFile.readAll().trimmed().toInt();
    QVERIFY(::kill(grandchild, 0) == 0);
    extraction.reset();
    QVERIFY(childProcesses().isEmpty());
    // It is a zombie until init takes note of it.
    const auto isGone = [grandchild] {
        QFile file(u"/proc/%1/stat"_s.arg(grandchild));
        return !file.open(QIODevice::ReadOnly) || file.readAll().contains(") Z");
    };
    QTRY_VERIFY(isGone());
}

void TestDocumentExtraction::leaksNoEnvironment()
{
    qputenv("PROCESSION_TOKEN", "very-secret");
    ExtractionOptions options = anywhere();
    options.program = script("env | tr '\\n' ' ' | sed 's/.*/{\"error\":\"malformed\",\"message\":\"&\"}/'\necho");
    const Run run(write(u"a.txt"_s, "text"), options);
    qunsetenv("PROCESSION_TOKEN");
    QCOMPARE(run.result->error().field, DocumentFailure::malformed);
    QVERIFY(run.result->error().message.contains(u"LC_ALL"_s));
    QVERIFY(!run.result->error().message.contains(u"very-secret"_s));
}

QTEST_GUILESS_MAIN(TestDocumentExtraction)
#include "tst_documentextraction.moc"
